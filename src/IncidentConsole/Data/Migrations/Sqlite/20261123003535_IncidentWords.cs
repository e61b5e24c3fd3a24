using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
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

            var words = Separators.Aggregate("search", (text, sign) => $"replace({text}, char({(int)sign}), ' ')");
            migrationBuilder.Sql($"UPDATE incidents SET search = {words};");
            // Every beginning of a word of up to twelve characters has a list of its own: a search reads the newest few of it and no more.
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE incident_words USING fts5(search, content='incidents', content_rowid='number', tokenize='ascii', detail='none', columnsize=0, prefix='1 2 3 4 5 6 7 8 9 10 11 12');
                INSERT INTO incident_words(incident_words) VALUES ('rebuild');
                """);
            // A later migration that makes the table anew has to make these again: they go with it.
            migrationBuilder.Sql("""
                CREATE TRIGGER incident_words_insert AFTER INSERT ON incidents BEGIN
                    INSERT INTO incident_words(rowid, search) VALUES (new.number, new.search);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER incident_words_update AFTER UPDATE OF search ON incidents WHEN old.search IS NOT new.search BEGIN
                    INSERT INTO incident_words(incident_words, rowid, search) VALUES ('delete', old.number, old.search);
                    INSERT INTO incident_words(rowid, search) VALUES (new.number, new.search);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER incident_words_delete AFTER DELETE ON incidents BEGIN
                    INSERT INTO incident_words(incident_words, rowid, search) VALUES ('delete', old.number, old.search);
                END;
                """);

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER incident_words_insert; DROP TRIGGER incident_words_update; DROP TRIGGER incident_words_delete; DROP TABLE incident_words;");

            migrationBuilder.DropIndex(
                name: "IX_incidents_environment_number",
                table: "incidents");
        }
    }
}
