using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using System;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PeopleAndAfterwards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "files",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    incident = table.Column<int>(type: "integer", nullable: false),
                    salt = table.Column<string>(type: "text", nullable: true),
                    content = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_files", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_files_incident",
                table: "files",
                column: "incident");

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

            migrationBuilder.CreateTable(
                name: "signal_pages",
                columns: table => new
                {
                    environment = table.Column<string>(type: "text", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    @class = table.Column<string>(name: "class", type: "text", nullable: false),
                    bin = table.Column<int>(type: "integer", nullable: false),
                    first = table.Column<long>(type: "bigint", nullable: false),
                    packed_at = table.Column<long>(type: "bigint", nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false),
                    amounts = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_signal_pages", x => new { x.environment, x.@event, x.@class, x.bin, x.first, x.packed_at });
                });

            migrationBuilder.CreateIndex(
                name: "IX_signal_pages_last",
                table: "signal_pages",
                column: "last");

            migrationBuilder.CreateTable(
                name: "silences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    environment = table.Column<string>(type: "text", nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    weekly = table.Column<bool>(type: "boolean", nullable: false),
                    overriding = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    by_id = table.Column<string>(type: "text", nullable: false),
                    by_name = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by_name = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_silences", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_silences_until",
                table: "silences",
                column: "until");

            migrationBuilder.CreateTable(
                name: "on_call",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_on_call", x => x.id);
                });

            migrationBuilder.AddColumn<string>(
                name: "slack_id",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    incident = table.Column<int>(type: "integer", nullable: false),
                    message = table.Column<Guid>(type: "uuid", nullable: false),
                    template = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    via = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<string>(type: "text", nullable: true),
                    thread = table.Column<string>(type: "text", nullable: true),
                    replaces = table.Column<Guid>(type: "uuid", nullable: true),
                    asks_for_acknowledgement = table.Column<bool>(type: "boolean", nullable: false),
                    content = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    reported_round = table.Column<int>(type: "integer", nullable: false),
                    answer = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_recipients",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    outbox = table.Column<Guid>(type: "uuid", nullable: false),
                    via = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    fields = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    claimed_by = table.Column<string>(type: "text", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_recipients", x => x.id);
                    table.ForeignKey(
                        name: "FK_outbox_recipients_outbox_outbox",
                        column: x => x.outbox,
                        principalTable: "outbox",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_incident_via",
                table: "outbox",
                columns: new[] { "incident", "via" });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_message_channel",
                table: "outbox",
                columns: new[] { "message", "channel" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_outbox_recipients_outbox_state",
                table: "outbox_recipients",
                columns: new[] { "outbox", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_recipients_via_state_due_at",
                table: "outbox_recipients",
                columns: new[] { "via", "state", "due_at" });

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

            migrationBuilder.DropTable(
                name: "action_items");

            migrationBuilder.DropTable(
                name: "incident_facts");

            migrationBuilder.DropTable(
                name: "postmortem_drafts");

            migrationBuilder.DropTable(
                name: "outbox_recipients");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropColumn(
                name: "slack_id",
                table: "users");

            migrationBuilder.DropTable(
                name: "on_call");

            migrationBuilder.DropTable(
                name: "silences");

            migrationBuilder.DropTable(
                name: "signal_pages");

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

            migrationBuilder.DropTable(
                name: "files");
        }
    }
}
