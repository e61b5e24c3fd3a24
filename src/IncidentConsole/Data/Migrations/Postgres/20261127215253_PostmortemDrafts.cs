using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PostmortemDrafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "postmortem_drafts",
                columns: table => new
                {
                    incident = table.Column<int>(type: "integer", nullable: false),
                    person = table.Column<string>(type: "text", nullable: false),
                    @base = table.Column<int>(name: "base", type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_postmortem_drafts", x => new { x.incident, x.person });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "postmortem_drafts");
        }
    }
}
