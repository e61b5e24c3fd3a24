using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Searching : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "archived",
                table: "incidents",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "search_progress",
                columns: table => new
                {
                    incident = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<Guid>(type: "uuid", nullable: false),
                    reached = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_progress", x => new { x.incident, x.attempt });
                });

            migrationBuilder.CreateTable(
                name: "search_texts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    incident = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: true),
                    text = table.Column<Guid>(type: "uuid", nullable: true),
                    attempt = table.Column<Guid>(type: "uuid", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_texts", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_incidents_archived_number",
                table: "incidents",
                columns: new[] { "archived", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_incidents_method_number",
                table: "incidents",
                columns: new[] { "method", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_incidents_trigger_number",
                table: "incidents",
                columns: new[] { "trigger", "number" });

            migrationBuilder.CreateIndex(
                name: "IX_search_texts_attempt_sequence",
                table: "search_texts",
                columns: new[] { "attempt", "sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_search_texts_incident_version",
                table: "search_texts",
                columns: new[] { "incident", "version" });

            migrationBuilder.CreateIndex(
                name: "IX_search_texts_text",
                table: "search_texts",
                column: "text");

            // Not by a text search configuration, which would take text apart in a way of its own: what is kept are words already.
            migrationBuilder.Sql("""
                ALTER TABLE search_texts ADD COLUMN tokens tsvector GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array(words, ' '), ''))) STORED;
                CREATE INDEX "IX_search_texts_tokens" ON search_texts USING gin (tokens);
                """);
            // What is erased is not found any more, whoever erased it.
            migrationBuilder.Sql("""
                CREATE FUNCTION search_forget_text() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    DELETE FROM search_texts WHERE text = old.id;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER kept_texts_erased AFTER UPDATE OF text ON kept_texts FOR EACH ROW WHEN (new.text IS NULL) EXECUTE FUNCTION search_forget_text();
                CREATE FUNCTION search_forget_output() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    DELETE FROM search_texts WHERE attempt = old.attempt AND sequence = old.first_sequence;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER output_erased AFTER DELETE ON output FOR EACH ROW EXECUTE FUNCTION search_forget_output();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP TRIGGER output_erased ON output;
                DROP TRIGGER kept_texts_erased ON kept_texts;
                DROP FUNCTION search_forget_output();
                DROP FUNCTION search_forget_text();
                """);

            migrationBuilder.DropTable(
                name: "search_progress");

            migrationBuilder.DropTable(
                name: "search_texts");

            migrationBuilder.DropIndex(
                name: "IX_incidents_archived_number",
                table: "incidents");

            migrationBuilder.DropIndex(
                name: "IX_incidents_method_number",
                table: "incidents");

            migrationBuilder.DropIndex(
                name: "IX_incidents_trigger_number",
                table: "incidents");

            migrationBuilder.DropColumn(
                name: "archived",
                table: "incidents");
        }
    }
}
