using Microsoft.EntityFrameworkCore.Migrations;
using System;

#nullable disable

namespace MeetSolis.IncidentConsole.Data.Migrations.Sqlite
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    incident = table.Column<int>(type: "INTEGER", nullable: false),
                    salt = table.Column<string>(type: "TEXT", nullable: true),
                    content = table.Column<byte[]>(type: "BLOB", nullable: true)
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

            migrationBuilder.CreateTable(
                name: "signal_pages",
                columns: table => new
                {
                    environment = table.Column<string>(type: "TEXT", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false),
                    @class = table.Column<string>(name: "class", type: "TEXT", nullable: false),
                    bin = table.Column<int>(type: "INTEGER", nullable: false),
                    first = table.Column<long>(type: "INTEGER", nullable: false),
                    packed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last = table.Column<long>(type: "INTEGER", nullable: false),
                    amounts = table.Column<byte[]>(type: "BLOB", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    environment = table.Column<string>(type: "TEXT", nullable: false),
                    trigger = table.Column<string>(type: "TEXT", nullable: true),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    from = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false),
                    weekly = table.Column<bool>(type: "INTEGER", nullable: false),
                    overriding = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    by_id = table.Column<string>(type: "TEXT", nullable: false),
                    by_name = table.Column<string>(type: "TEXT", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by_name = table.Column<string>(type: "TEXT", nullable: true)
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
                    id = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_on_call", x => x.id);
                });

            migrationBuilder.AddColumn<string>(
                name: "slack_id",
                table: "users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    incident = table.Column<int>(type: "INTEGER", nullable: false),
                    message = table.Column<Guid>(type: "TEXT", nullable: false),
                    template = table.Column<string>(type: "TEXT", nullable: false),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    via = table.Column<string>(type: "TEXT", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: true),
                    thread = table.Column<string>(type: "TEXT", nullable: true),
                    replaces = table.Column<Guid>(type: "TEXT", nullable: true),
                    asks_for_acknowledgement = table.Column<bool>(type: "INTEGER", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    place = table.Column<long>(type: "INTEGER", nullable: false),
                    round = table.Column<int>(type: "INTEGER", nullable: false),
                    reported_round = table.Column<int>(type: "INTEGER", nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_recipients",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    outbox = table.Column<Guid>(type: "TEXT", nullable: false),
                    via = table.Column<string>(type: "TEXT", nullable: false),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    fields = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    round = table.Column<int>(type: "INTEGER", nullable: false),
                    tries = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    claimed_by = table.Column<string>(type: "TEXT", nullable: true),
                    claimed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true)
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

            // Not by the builder, which would make the table anew as the model beside it has it: with the column.
            migrationBuilder.Sql("ALTER TABLE users DROP COLUMN slack_id;");

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

            // Not by the builder, which would make the table anew: the triggers of the index of words would go with the old one.
            migrationBuilder.Sql("ALTER TABLE incidents DROP COLUMN deadlines; ALTER TABLE incidents DROP COLUMN due_at; ALTER TABLE incidents DROP COLUMN look_at;");

            migrationBuilder.DropTable(
                name: "files");
        }
    }
}
