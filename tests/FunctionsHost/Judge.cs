using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost;
using Xunit;
using Xunit.v3;

namespace OpsFunctions.Tests.FunctionsHost;

/// <summary>The official engine as a judge of the rules: which it is asked, and where it differs.</summary>
internal static class Judge
{
    // Without OPS_JUDGE=full: rules that need no time to pass.
    private static readonly HashSet<string> Short = new(StringComparer.Ordinal)
    {
        "An_activity_gets_its_input_and_its_result_comes_back",
        "Names_of_functions_ignore_case",
        "Payload_names_ignore_case_as_in_the_functions_worker",
        "An_activity_that_is_not_there_fails_its_call_and_is_not_retried",
        "A_sub_orchestration_gets_its_input_and_its_result_comes_back",
        "A_sub_orchestration_knows_its_parent_and_a_root_has_none",
        "A_failed_sub_orchestration_fails_its_call_with_the_cause",
        "Three_levels_return_one_into_the_other",
        "A_failed_activity_throws_with_name_type_and_message",
        "Inner_causes_are_kept",
        "A_failure_that_the_orchestrator_lets_through_fails_the_instance_with_the_cause_inside",
        "One_failure_among_many_leaves_the_others_results",
        "Names_of_events_ignore_case",
        "A_timer_in_the_past_fires_at_once",
        "A_policy_may_look_at_the_failure",
    };

    private const string NoDelay =
        "The test host starts at once whatever the time asked for; the Durable extension waits (ScheduledStartTime, decompiled 3.18.0).";
    private const string Replaces =
        "The test host replaces what runs; the Durable extension never does by default (NonRunningStates, decompiled 3.18.0).";
    private const string Order = "The test host lists instances in no order, and all of them with inputs; ours come by id.";
    private const string AsManyAsProcessors = "The test host runs as many activities at once as the machine has processors.";
    private const string Exact = "Exact durations need a clock that stands still.";

    /// <summary>
    /// Rules of the local host that the test host does not share, with the reason; the Durable extension is what the app is deployed on.
    /// </summary>
    private static readonly Dictionary<string, string> Differences = new(StringComparer.Ordinal)
    {
        ["A_start_at_a_time_is_pending_until_then"] = NoDelay,
        ["An_instance_in_a_dedupe_status_refuses_the_start(Pending)"] = NoDelay,
        ["Waiting_for_the_start_ends_with_the_first_turn"] = NoDelay,
        ["What_runs_is_never_replaced"] = Replaces,
        ["A_start_with_the_id_of_a_running_child_is_refused"] = Replaces,
        ["A_call_with_the_id_of_a_running_instance_fails"] =
            "The test host gives the child of a taken id no answer, so its parent waits for ever; ours fails the call.",
        ["A_client_is_told_when_nobody_is_there_to_receive"] =
            "The test host swallows it; the Durable extension refuses with NotFound and FailedPrecondition (decompiled 3.18.0).",
        ["A_purge_removes_what_has_ended_and_nothing_else"] =
            "The test host says nothing; the Durable extension refuses with FailedPrecondition (decompiled 3.18.0).",
        ["Children_are_terminated_only_if_asked_for(True)"] =
            "Neither the test host nor the Durable extension 3.18.0 hands the word recursive on; asked of ours by its issue.",
        ["Children_are_purged_only_if_asked_for(True)"] =
            "Neither the test host nor the Durable extension 3.18.0 hands the word recursive on; asked of ours by its issue.",
        ["A_purge_by_filter_takes_creation_time_and_status"] = "The test host's handler throws on a filter without a time.",
        ["A_query_filters_by_status_prefix_and_creation_time"] = Order,
        ["A_query_comes_in_pages_that_a_token_continues"] = Order,
        ["A_query_brings_inputs_if_asked_for(False)"] = Order,
        ["The_custom_status_outlives_continue_as_new_until_another_is_set"] =
            "The test host drops it with the generation; Azure's stores keep the row.",
        ["Continue_as_new_keeps_unread_events_unless_told_otherwise(True)"] =
            "Events that the worker carries over do not reach the test host's next generation.",
        ["Activities_called_together_run_together_and_keep_their_order_in_the_result"] = AsManyAsProcessors,
        ["No_more_activities_run_at_once_than_allowed"] = AsManyAsProcessors,
        ["Answers_to_an_instance_do_not_reach_the_one_that_replaced_it"] = AsManyAsProcessors,
        ["Thousands_of_calls_in_one_history_are_replayed"] = AsManyAsProcessors,
        ["An_orchestrator_that_awaits_something_else_than_its_context_fails"] =
            "Only the Functions worker looks for it; the bare engine waits for ever.",
        ["A_timer_may_be_months_away"] = "A hundred days are 40 minutes on this clock.",
        ["A_timer_fires_at_its_time_and_not_before"] = Exact,
        ["Time_stands_still_within_a_turn_and_follows_the_clock_between_turns"] = Exact,
        ["Waits_grow_by_the_coefficient_up_to_the_ceiling"] = Exact,
        ["A_handler_may_wait_by_durable_timer"] = Exact,
        ["No_attempt_starts_after_the_overall_time_out"] = Exact,
    };

    /// <summary>Skips the rule that runs, with the reason, where the official engine is not to be asked.</summary>
    public static void SkipWhereItIsNotAsked()
    {
        var rule = TestContext.Current.TestMethod?.MethodName ?? string.Empty;
        var difference = Differences.GetValueOrDefault(rule) ?? Differences.GetValueOrDefault($"{rule}({FirstArgument()})");
        Assert.SkipWhen(difference is not null, difference ?? string.Empty);
        var isFull = string.Equals(Environment.GetEnvironmentVariable("OPS_JUDGE"), "full", StringComparison.Ordinal);
        Assert.SkipUnless(isFull || Short.Contains(rule), "The official engine takes real time: OPS_JUDGE=full asks it.");
    }

    private static object? FirstArgument() => (TestContext.Current.Test as IXunitTest)?.TestMethodArguments.FirstOrDefault();

    public static async Task<DurableTaskTestHost> StartAsync(TestTasks tasks, ILoggerFactory? loggers)
    {
        // Its server logs to the console by itself.
        Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
        var options = new DurableTaskTestHostOptions
        {
            LoggerFactory = loggers,
            ConfigureServices = services =>
            {
                // Payloads as the Functions worker writes them.
                services.ConfigureAll<DurableTaskWorkerOptions>(worker => worker.DataConverter = new PayloadConverter());
                services.ConfigureAll<DurableTaskClientOptions>(client => client.DataConverter = new PayloadConverter());
            },
        };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DurableTaskTestHost.StartAsync(tasks.Register, options, TestContext.Current.CancellationToken);
            }
            catch (IOException) when (attempt < 5)
            {
                // It draws a port, and another one has it.
            }
        }
    }
}
