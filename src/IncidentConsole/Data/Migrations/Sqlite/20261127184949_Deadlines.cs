using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Deadlines : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "deadlines",
                table: "incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "due_at",
                table: "incidents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "look_at",
                table: "incidents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_incidents_due_at",
                table: "incidents",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "IX_incidents_look_at",
                table: "incidents",
                column: "look_at");

            // What they owe is not known yet: the console looks at each once.
            migrationBuilder.Sql("UPDATE incidents SET look_at = 0 WHERE status IN ('Open', 'Resolved');");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_incidents_due_at",
                table: "incidents");

            migrationBuilder.DropIndex(
                name: "IX_incidents_look_at",
                table: "incidents");

            // Not by the builder, which would make the table anew: the triggers of the index of words would go with the old one.
            migrationBuilder.Sql("ALTER TABLE incidents DROP COLUMN deadlines; ALTER TABLE incidents DROP COLUMN due_at; ALTER TABLE incidents DROP COLUMN look_at;");
        }
    }
}
