using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
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
                    incident = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<string>(type: "text", nullable: true),
                    owner_name = table.Column<string>(type: "text", nullable: true),
                    due = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    link = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    added_by = table.Column<string>(type: "text", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_by = table.Column<string>(type: "text", nullable: true),
                    from_incident = table.Column<int>(type: "integer", nullable: true),
                    from_item = table.Column<Guid>(type: "uuid", nullable: true),
                    carried_to = table.Column<int>(type: "integer", nullable: true),
                    runbook = table.Column<string>(type: "text", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    drill = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_action_items", x => new { x.incident, x.id });
                });

            migrationBuilder.CreateTable(
                name: "incident_facts",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    edition = table.Column<int>(type: "integer", nullable: false),
                    declared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    runbook = table.Column<string>(type: "text", nullable: false),
                    drill = table.Column<bool>(type: "boolean", nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: true),
                    facts = table.Column<string>(type: "text", nullable: false)
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
