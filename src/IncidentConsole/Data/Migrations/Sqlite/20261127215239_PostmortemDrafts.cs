using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
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
                    incident = table.Column<int>(type: "INTEGER", nullable: false),
                    person = table.Column<string>(type: "TEXT", nullable: false),
                    @base = table.Column<int>(name: "base", type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
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
