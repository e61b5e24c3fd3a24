using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Afterwards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "action_items",
                columns: table => new
                {
                    incident = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    title = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_id = table.Column<string>(type: "TEXT", nullable: true),
                    owner_name = table.Column<string>(type: "TEXT", nullable: true),
                    due = table.Column<long>(type: "INTEGER", nullable: true),
                    link = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    added_by = table.Column<string>(type: "TEXT", nullable: false),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_by = table.Column<string>(type: "TEXT", nullable: true),
                    from_incident = table.Column<int>(type: "INTEGER", nullable: true),
                    from_item = table.Column<Guid>(type: "TEXT", nullable: true),
                    carried_to = table.Column<int>(type: "INTEGER", nullable: true),
                    runbook = table.Column<string>(type: "TEXT", nullable: false),
                    environment = table.Column<string>(type: "TEXT", nullable: false),
                    drill = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_action_items", x => new { x.incident, x.id });
                });

            migrationBuilder.CreateTable(
                name: "incident_facts",
                columns: table => new
                {
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    edition = table.Column<int>(type: "INTEGER", nullable: false),
                    declared_at = table.Column<long>(type: "INTEGER", nullable: false),
                    environment = table.Column<string>(type: "TEXT", nullable: false),
                    runbook = table.Column<string>(type: "TEXT", nullable: false),
                    drill = table.Column<bool>(type: "INTEGER", nullable: false),
                    trigger = table.Column<string>(type: "TEXT", nullable: true),
                    facts = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_facts", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "IX_action_items_owner_id_state",
                table: "action_items",
                columns: new[] { "owner_id", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_action_items_runbook_state",
                table: "action_items",
                columns: new[] { "runbook", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_action_items_state_due",
                table: "action_items",
                columns: new[] { "state", "due" });

            migrationBuilder.CreateIndex(
                name: "IX_incident_facts_declared_at",
                table: "incident_facts",
                column: "declared_at");

            migrationBuilder.CreateIndex(
                name: "IX_incident_facts_drill_trigger_number",
                table: "incident_facts",
                columns: new[] { "drill", "trigger", "number" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "action_items");

            migrationBuilder.DropTable(
                name: "incident_facts");
        }
    }
}
