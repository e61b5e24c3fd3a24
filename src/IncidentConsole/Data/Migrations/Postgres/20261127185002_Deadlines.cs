using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_at",
                table: "incidents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "look_at",
                table: "incidents",
                type: "timestamp with time zone",
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
            migrationBuilder.Sql("UPDATE incidents SET look_at = TIMESTAMPTZ '1970-01-01 00:00:00+00' WHERE status IN ('Open', 'Resolved');");
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

            migrationBuilder.DropColumn(
                name: "deadlines",
                table: "incidents");

            migrationBuilder.DropColumn(
                name: "due_at",
                table: "incidents");

            migrationBuilder.DropColumn(
                name: "look_at",
                table: "incidents");
        }
    }
}
