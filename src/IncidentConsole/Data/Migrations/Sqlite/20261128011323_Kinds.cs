using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Kinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "incidents",
                type: "TEXT",
                nullable: false,
                defaultValue: "Incident");

            migrationBuilder.AddColumn<string>(
                name: "scenario",
                table: "incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_incidents_kind_number",
                table: "incidents",
                columns: new[] { "kind", "number" });

            // What those that are there were, their first entries say.
            migrationBuilder.Sql("UPDATE incidents SET kind = 'Drill' WHERE drill = 1;");
            migrationBuilder.Sql("UPDATE incidents SET kind = 'Rehearsal' WHERE EXISTS (SELECT 1 FROM entries e WHERE e.incident = incidents.number AND e.version = 1 AND e.json LIKE '%\"rehearsal\":true%');");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_incidents_kind_number",
                table: "incidents");

            // The tool's way makes the table anew, and loses the triggers that fill the index of words.
            migrationBuilder.Sql("ALTER TABLE incidents DROP COLUMN kind;");
            migrationBuilder.Sql("ALTER TABLE incidents DROP COLUMN scenario;");
        }
    }
}
