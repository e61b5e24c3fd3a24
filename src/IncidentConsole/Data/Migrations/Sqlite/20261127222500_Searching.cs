using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "search_progress",
                columns: table => new
                {
                    incident = table.Column<int>(type: "INTEGER", nullable: false),
                    attempt = table.Column<Guid>(type: "TEXT", nullable: false),
                    reached = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_progress", x => new { x.incident, x.attempt });
                });

            migrationBuilder.CreateTable(
                name: "search_texts",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    incident = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: true),
                    text = table.Column<Guid>(type: "TEXT", nullable: true),
                    attempt = table.Column<Guid>(type: "TEXT", nullable: true),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    words = table.Column<string>(type: "TEXT", nullable: false)
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

            // Three letters and more are looked for by the beginning of a word; what is longer than the lists are is found by its end of the index.
            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_texts', content_rowid='id', tokenize='ascii', detail='none', columnsize=0, prefix='3 4 5 6 7 8');
                """);
            // A later migration that makes one of these tables anew has to make its triggers again: they go with it.
            migrationBuilder.Sql("""
                CREATE TRIGGER search_texts_insert AFTER INSERT ON search_texts BEGIN
                    INSERT INTO search_words(rowid, words) VALUES (new.id, new.words);
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER search_texts_delete AFTER DELETE ON search_texts BEGIN
                    INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words);
                END;
                """);
            // What is erased is not found any more, whoever erased it.
            migrationBuilder.Sql("""
                CREATE TRIGGER kept_texts_erased AFTER UPDATE OF text ON kept_texts WHEN new.text IS NULL BEGIN
                    DELETE FROM search_texts WHERE text = old.id;
                END;
                """);
            migrationBuilder.Sql("""
                CREATE TRIGGER output_erased AFTER DELETE ON output BEGIN
                    DELETE FROM search_texts WHERE attempt = old.attempt AND sequence = old.first_sequence;
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER output_erased; DROP TRIGGER kept_texts_erased; DROP TABLE search_words;");

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

            // Not by the table made anew, which would lose its triggers.
            migrationBuilder.Sql("ALTER TABLE incidents DROP COLUMN archived;");
        }
    }
}
