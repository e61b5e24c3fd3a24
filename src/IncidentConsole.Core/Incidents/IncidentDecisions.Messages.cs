using MeetSolis.IncidentConsole.Messages;
using MeetSolis.IncidentConsole.Runbooks;
using MeetSolis.IncidentConsole.Runbooks.Conditions;

namespace MeetSolis.IncidentConsole.Incidents;

/// <summary>What is said to people, and what became of it.</summary>
public static partial class IncidentDecisions
{
    /// <summary>More than this is no message but a mailing, and a list by mistake.</summary>
    public const int MostRecipients = 20_000;
    private const int LongestText = 20_000;

    /// <summary>
    /// The messages that follow by themselves from what was just recorded: those whose milestone was reached and that the runbook calls automatic. One
    /// that cannot be filled is left to people.
    /// </summary>
    public static IReadOnlyList<IncidentEvent> Following(Incident before, Incident after, DecisionContext context)
    {
        var reached = after.Milestones.Keys.Except(before.Milestones.Keys).ToHashSet();
        if (reached.Count == 0 && before.Status == after.Status && before.Commander == after.Commander && before.Page == after.Page && before.ActionItems == after.ActionItems) return [];
        var view = IncidentView.Of(after, context.Runbook, context.Readings, context.At, context.Rehearsed) with { Written = context.Written, Channels = context.Channels, Url = context.Url };
        // The last action item that was settled may be the last thing that a clock waited for.
        List<IncidentEvent> freed = before.ActionItems == after.ActionItems ? [] : [.. Freed(view)];
        return
        [
            .. context.Runbook.Messages.Values
                .Where(m => m.Automatic && m.After is { } milestone && reached.Contains(milestone))
                .Where(m => m.After != "declared" || !after.Triggers.IsEmpty)
                .Where(m => m.If is null || m.If.Evaluate(view.Facts) == Truth.True)
                .Select(m => Compose(view, m, new(m.Id, new Dictionary<string, string>()), context, null).Prepared)
                .OfType<MessagePrepared>(),
            .. OfThePage(before, after, view, context),
            .. freed,
            .. freed.Count == 0 ? [] : ItemTies.Of(view, freed),
        ];
    }

    private static Decision PrepareMessage(IncidentView view, IncidentCommand.PrepareMessage c, DecisionContext context)
    {
        if (!view.Runbook.Messages.TryGetValue(c.Template, out var template)) return Decision.Unknown("message template", c.Template);
        if (c.Id is { } id && view.Incident.FindMessage(id) is not null) return Decision.Nothing;
        if (Unsupported(view, template, c) is { } unsupported) return unsupported;
        return Send(view, template, c, context);
    }

    /// <summary>Wherever it is written, a message that a step asks for is that step's.</summary>
    private static Decision Send(IncidentView view, MessageTemplate template, IncidentCommand.PrepareMessage wish, DecisionContext context)
    {
        if (AskedBy(view, template, context) is { } step) return SendFor(view, step, template, wish, context);
        var (prepared, refused) = Compose(view, template, wish, context, null);
        return refused ?? Decision.Record(prepared!);
    }

    /// <summary>The step before people that asks for this message and may begin; null where none does.</summary>
    private static PlannedStep? AskedBy(IncidentView view, MessageTemplate template, DecisionContext context) =>
        view.Incident.IsOpen
        && view.OpenSteps.FirstOrDefault(s => s.Step.Do is StepAction.Message asks && asks.Template == template.Id && s.Status is StepStatus.Ready or StepStatus.Failed or StepStatus.Cancelled) is { } step
        && (view.HasBegun || HeldBack(view, context) is null) ? step : null;

    private static Decision SendStep(IncidentView view, PlannedStep step, StepAction.Message message, IncidentCommand.CompleteStep c, DecisionContext context)
    {
        if (!view.Runbook.Messages.TryGetValue(message.Template, out var template)) return Decision.Unknown("message template", message.Template);
        return SendFor(view, step, template, new(template.Id, c.Fields ?? new Dictionary<string, string>()), context, c.Reason);
    }

    /// <summary>The step ends when its message has arrived; where no channel leaves, only a person can say that it did.</summary>
    /// <param name="byHand">How a person did it; blank where the console does.</param>
    private static Decision SendFor(IncidentView view, PlannedStep step, MessageTemplate template, IncidentCommand.PrepareMessage wish, DecisionContext context, string? byHand = null)
    {
        var attempt = AttemptId.New();
        var (prepared, refused) = Compose(view, template, wish, context, attempt, !Lacks(byHand));
        if (prepared is null) return refused!;
        var (run, id) = (view.Incident.CurrentRun!.Number, step.Step.Id);
        var started = new StepStarted(run, id, attempt, step.State.NextNumber, step.Step.Do.Kind, null, prepared.Body.Digest, step.Step.Budget, step.Step.Timeout, null);
        if (prepared.Channels.Any(o => o.State == ChannelStates.Waiting)) return Decision.Record(started, prepared);
        var ended = new StepEnded(run, id, attempt, StepStatus.Unproven, null, $"The message is ready, but {WhyNot(prepared.Channels)}: nothing was sent. Send it by hand and say so, or skip the step.", []);
        return Lacks(byHand) ? Decision.Record(started, prepared, ended)
            : Decision.Record([started, prepared, ended, new StepCompletedByHand(run, id, byHand!.Trim(), null), .. NotNeeded(view, step, [])]);
    }

    private static (MessagePrepared? Prepared, Decision? Refused) Compose(
        IncidentView view, MessageTemplate template, IncidentCommand.PrepareMessage wish, DecisionContext context, AttemptId? attempt, bool byHand = false)
    {
        var routes = context.Channels.For(template);
        if (byHand) routes = [.. routes.Select(r => r.Leaves ? r with { State = ChannelStates.ByHand } : r)];
        var filled = MessageFiller.Fill(template, view, wish.Fields, wish.Recipients);
        if (filled.Missing.Count > 0) return (null, Decision.Lacks($"These fields are empty: {string.Join(", ", filled.Missing)}.", [.. filled.Missing]));
        if (NotAllowed(view, template, wish, routes, context) is { } refused) return (null, refused);

        var text = Shown(wish.Text, filled.Text, filled);
        var subject = filled.Subject is null && Lacks(wish.Subject) ? null : MessageText.OneLine(Shown(wish.Subject, filled.Subject ?? "", filled));
        var body = context.Texts.Keep(text, wish.Id);
        var people = routes.Any(r => r.Leaves && r.Target is null) ? wish.Recipients : [];
        if (routes.Any(r => r.Leaves))
            context.Outgoing.Add(new(MessageContents.Of(view, template, wish, filled, body.Id, context.At), [.. routes.Where(r => r.Leaves)], people) { PerMinute = wish.PerMinute });
        return (new MessagePrepared(
            template.Id, body, [.. routes.Select(r => new ChannelOutcome(r.Channel, r.State, r.Via == r.Channel ? null : r.Via, r.Because))],
            subject is null ? null : context.Texts.Keep(subject), people.Count == 0 ? null : people.Count, attempt, wish.Replaces,
            Edited: Lacks(wish.Text) ? null : context.Texts.Keep(wish.Text!.Trim()), Proposal: wish.Proposal), null);
    }

    private static Decision? NotAllowed(
        IncidentView view, MessageTemplate template, IncidentCommand.PrepareMessage wish, IReadOnlyList<ChannelRoute> routes, DecisionContext context) =>
        wish.Text?.Length > LongestText ? Decision.Lacks($"A message holds at most {LongestText:N0} characters.", "text")
        : wish.Recipients.Count > MostRecipients ? Decision.Lacks($"A message goes to at most {MostRecipients:N0} people.", "recipients")
        : wish.Replaces is { } replaced && view.Incident.FindMessage(replaced) is null ? Decision.Unknown("message", replaced.ToString())
        : !routes.Any(r => r.Leaves) ? null
        : template.ApprovalBy is not null && wish.Proposal is null && !(view.Incident.Drill && context.Caller is { Role: >= AccessRole.Commander, Actor.Kind: not ActorKind.ApiKey })
            ? Decision.Refuse("This message needs a second commander's approval: propose it, and it goes as they have read it.", RefusalKind.Forbidden)
        : Addressed(wish, routes);

    private static Decision? Addressed(IncidentCommand.PrepareMessage wish, IReadOnlyList<ChannelRoute> routes) =>
        wish.PerMinute is < 1 or > 60_000 ? Decision.Lacks("A pace is 1 to 60,000 people a minute.", "perMinute")
        : wish.Recipients.Count > MostRecipients ? Decision.Lacks($"A message goes to at most {MostRecipients:N0} people.", "recipients")
        : routes.Any(r => r.Leaves && r.Target is null) && wish.Recipients.Count == 0 ? Decision.Lacks("Say whom it goes to: this message is sent to each person by itself.", "recipients")
        : wish.Recipients.FirstOrDefault(r => !EmailAddress.IsPlausible(r.Address)) is { } bad ? Decision.Lacks($"“{MessageText.OneLine(bad.Address)}” is no email address.", "recipients")
        : wish.Recipients.GroupBy(r => r.Address.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice ? Decision.Lacks($"{twice.Key} stands in the list twice.", "recipients")
        : null;

    private static Decision TryMessageAgain(IncidentView view, IncidentCommand.TryMessageAgain c)
    {
        if (view.Incident.FindMessage(c.Message) is not { } message || message.On(c.Channel) is not { } progress) return Decision.Unknown("message on that channel", $"{c.Message} {c.Channel}");
        if (progress.State == ChannelStates.Waiting) return Decision.Nothing;
        var again = progress.Failed + (c.Doubtful ? progress.InDoubt : 0);
        return again > 0 ? Decision.Record(new MessageTriedAgain(message.Id, message.Template, c.Channel, again, c.Doubtful && progress.InDoubt > 0))
            : progress.InDoubt > 0 ? Decision.Refuse("It may have arrived: look there first. Trying again may send it twice, so ask for that in so many words.")
            : Decision.Refuse($"Nothing of it has failed on {c.Channel}.");
    }

    private static Decision JudgeMessage(IncidentView view, IncidentCommand.JudgeMessage c) =>
        view.Incident.FindMessage(c.Message) is not { } message || message.On(c.Channel) is not { } progress ? Decision.Unknown("message on that channel", $"{c.Message} {c.Channel}")
        : progress.State == ChannelStates.Waiting ? Decision.Refuse("It is still on its way.")
        : progress.InDoubt == 0 ? Decision.Nothing
        : Lacks(c.Reason) ? Decision.Lacks("Say how you know.", "reason")
        : Decision.Record([new MessageJudged(message.Id, message.Template, c.Channel, c.Arrived, c.Reason.Trim())]);

    private static Decision ReportDelivery(IncidentView view, IncidentCommand.ReportDelivery c)
    {
        if (view.Incident.FindMessage(c.Message) is not { } message || message.On(c.Channel) is not { } progress) return Decision.Unknown("message on that channel", $"{c.Message} {c.Channel}");
        if (progress.State != ChannelStates.Waiting) return Decision.Nothing;
        List<IncidentEvent> events = [];
        if (c.Delivered > 0) events.Add(new MessageDelivered(message.Id, message.Template, c.Channel, c.Delivered, c.Answer));
        if (c.Failed + c.InDoubt > 0) events.Add(new MessageFailed(message.Id, message.Template, c.Channel, c.Failed, c.InDoubt, c.Reason ?? "The channel said no reason."));
        if (events.Count == 0) return Decision.Nothing;
        return Decision.Record([.. events, .. StepOf(view, message, c)]);
    }

    /// <summary>The step that waits for this message ends with the last of its channels.</summary>
    private static IEnumerable<IncidentEvent> StepOf(IncidentView view, PreparedMessage message, IncidentCommand.ReportDelivery c)
    {
        var others = message.Channels.RemoveAll(o => o.Channel == c.Channel);
        if (message.Attempt is not { } attempt || others.Exists(o => o.State == ChannelStates.Waiting)) return [];
        var found = view.Incident.Runs.SelectMany(r => r.Steps.Select(s => (Run: r, Step: s, Attempt: s.FindAttempt(attempt)))).FirstOrDefault(x => x.Attempt is { Ended: null });
        if (found.Attempt is null) return [];
        var failed = c.Failed + others.Sum(o => o.Failed) > 0;
        var unsure = c.InDoubt > 0 || others.Exists(o => o.State != ChannelStates.Sent && o.Failed == 0);
        var why = c.Failed + c.InDoubt > 0 ? $"{c.Channel}: {c.Reason}" : WhyNot([.. others.Where(o => o.State != ChannelStates.Sent).Select(o => new ChannelOutcome(o.Channel, o.State))]);
        var status = failed ? StepStatus.Failed : unsure ? StepStatus.Unproven : StepStatus.Succeeded;
        var planned = view.Steps.FirstOrDefault(s => s.Step.Id == found.Step.Id);
        return
        [
            new StepEnded(found.Run.Number, found.Step.Id, attempt, status, null, status == StepStatus.Succeeded ? null : $"The message did not reach everybody. {why}", []),
            .. status == StepStatus.Succeeded && planned is not null && found.Run.Number == view.Incident.CurrentRun?.Number ? NotNeeded(view, planned, []) : [],
        ];
    }

    private static Decision AcknowledgeMessage(IncidentView view, IncidentCommand.AcknowledgeMessage c)
    {
        if (view.Incident.FindMessage(c.Message) is not { } message || message.On(c.Channel) is not { } progress) return Decision.Unknown("message on that channel", $"{c.Message} {c.Channel}");
        List<string> fresh = [.. c.By.Except(progress.AcknowledgedBy)];
        return fresh.Count == 0 ? Decision.Nothing : Decision.Record(new MessageAcknowledged(message.Id, message.Template, c.Channel, fresh));
    }

    private static string WhyNot(IReadOnlyList<ChannelOutcome> channels) =>
        string.Join(" and ", channels.GroupBy(c => c.State).Select(g => $"{string.Join(" and ", g.Select(c => c.Channel))} {(g.Count() == 1 ? "is" : "are")} {ChannelStates.Words(g.Key)}"));
}
