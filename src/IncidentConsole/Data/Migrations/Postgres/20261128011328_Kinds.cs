using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
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
                type: "text",
                nullable: false,
                defaultValue: "Incident");

            migrationBuilder.AddColumn<string>(
                name: "scenario",
                table: "incidents",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_incidents_kind_number",
                table: "incidents",
                columns: new[] { "kind", "number" });

            // What those that are there were, their first entries say.
            migrationBuilder.Sql("UPDATE incidents SET kind = 'Drill' WHERE drill;");
            migrationBuilder.Sql("UPDATE incidents SET kind = 'Rehearsal' WHERE EXISTS (SELECT 1 FROM entries e WHERE e.incident = incidents.number AND e.version = 1 AND e.json LIKE '%\"rehearsal\":true%');");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_incidents_kind_number",
                table: "incidents");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "incidents");

            migrationBuilder.DropColumn(
                name: "scenario",
                table: "incidents");
        }
    }
}
