using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>
/// CPU credits of a burstable machine. One credit is one vCPU for one minute; a minute earns baseline minus use; the bank holds
/// what 24 idle hours earn and is lost when the machine is deallocated. Balances at midnight are remembered, the day is walked.
/// </summary>
internal sealed class CreditLedger(Machine machine)
{
    private const double LaunchCreditsPerVcpu = 30;
    private const double MinutesPerStep = 5;

    private readonly Lock _lock = new();
    private readonly List<double> _atMidnight = [];
    private long _firstDay;

    /// <summary>The balance before that step.</summary>
    public double Before(long step)
    {
        if (!machine.WasEverBurstable)
            return 0;
        var day = step / LoadCurve.StepsPerDay;
        double balance;
        lock (_lock)
        {
            if (_atMidnight.Count == 0)
            {
                _firstDay = LoadCurve.StepOf(machine.CreditsFrom) / LoadCurve.StepsPerDay;
                _atMidnight.Add(machine.SizeAt(_firstDay * LoadCurve.StepsPerDay).Vcpus * LaunchCreditsPerVcpu);
            }
            if (day < _firstDay)
                return 0;
            while (_firstDay + _atMidnight.Count <= day)
            {
                var from = (_firstDay + _atMidnight.Count - 1) * LoadCurve.StepsPerDay;
                _atMidnight.Add(Walk(_atMidnight[^1], from, from + LoadCurve.StepsPerDay));
            }
            balance = _atMidnight[(int)(day - _firstDay)];
        }
        return Walk(balance, day * LoadCurve.StepsPerDay, step);
    }

    /// <summary>The balance after a step that began with <paramref name="balance"/>, and the vCPUs the machine got in it.</summary>
    public (double Balance, double Vcpus) Step(double balance, long step, double demand)
    {
        var size = machine.SizeAt(step);
        if (size.BaselinePercent is not { } baseline)
            return (0, Math.Min(demand, size.Vcpus));
        if (machine.Power.LeftItsPlace(step))
            balance = 0;
        if (!machine.IsOn(step))
            return (machine.Power.KeepsItsPlace(step) ? balance : 0, 0);
        var earned = baseline / 100 * size.Vcpus;
        var affordable = earned + (balance / MinutesPerStep);
        var used = Math.Min(Math.Min(demand, size.Vcpus), affordable);
        var most = earned * 24 * 60;
        return (Math.Clamp(balance + ((earned - used) * MinutesPerStep), 0, most), used);
    }

    /// <summary>After a change of size the past is walked again.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _atMidnight.Clear();
        }
    }

    private double Walk(double balance, long from, long to)
    {
        for (var step = from; step < to; step++)
            balance = Step(balance, step, machine.LoadAt(step).Vcpus).Balance;
        return balance;
    }
}
