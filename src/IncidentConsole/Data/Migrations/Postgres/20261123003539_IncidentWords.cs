using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class IncidentWords : Migration
    {
        // What stands between words in what was kept so far, which was text; rows written from now on bring words alone.
        private const string Separators = "\t\n\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0\u00a1\u00ab\u00b7\u00bb\u00bf\u00d7\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2039\u203a\u2190\u2191\u2192\u2193\u3001\u3002\u300c\u300d";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_incidents_environment_number",
                table: "incidents",
                columns: new[] { "environment", "number" });

            var signs = Separators.Replace("'", "''");
            migrationBuilder.Sql($"""
                UPDATE incidents SET search = coalesce((SELECT string_agg(DISTINCT left(word, 64), ' ')
                    FROM regexp_split_to_table(translate(search, '{signs}', repeat(' ', {Separators.Length})), ' +') AS word WHERE word <> ''), '');
                """);
            // Not by a text search configuration, which would take text apart in a way of its own: what is kept are words already.
            migrationBuilder.Sql("""
                ALTER TABLE incidents ADD COLUMN search_words tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(search, ' '), ''))) STORED;
                CREATE INDEX "IX_incidents_search_words" ON incidents USING gin (search_words);
                """);

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE incidents DROP COLUMN search_words;");

            migrationBuilder.DropIndex(
                name: "IX_incidents_environment_number",
                table: "incidents");
        }
    }
}
