using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Identity;

namespace OpsFunctions.Simulator.Http;

/// <summary>One of the services: which hosts it answers for, what it can be asked, and how it says no.</summary>
internal abstract class SimulatedHost
{
    public abstract bool Serves(string host);

    /// <summary>What the request asks for; null: nothing that is known.</summary>
    public abstract Operation? Find(Exchange exchange);

    /// <summary>An error in the service's own words.</summary>
    public virtual Task Refuse(Exchange exchange, int status, string code, string message) =>
        JsonAnswers.Error(exchange, status, code, message);

    /// <summary>Why the caller may not ask that; null: it may.</summary>
    public virtual Refusal? Forbid(Exchange exchange, Operation operation) => null;

    /// <summary>What Azure itself says to a request that <see cref="Find"/> does not know; null: that is not known here either.</summary>
    public virtual Refusal? Misses(Exchange exchange) => null;

    /// <summary>Audiences whose tokens it takes; empty: it asks for none.</summary>
    public virtual IReadOnlyList<string> Audiences => [];

    /// <summary>Says that the token is missing or wrong.</summary>
    public virtual Task Challenge(Exchange exchange, TokenProblem problem, string tenantId)
    {
        exchange.SetHeader(
            "WWW-Authenticate",
            $"Bearer authorization_uri=\"https://login.windows.net/{tenantId}\", error=\"invalid_token\", error_description=\"{problem.Description}\"");
        return Refuse(exchange, 401, problem.Code, problem.Message);
    }

    /// <summary>Whether the chance faults of <see cref="FaultLevel"/> may hit it.</summary>
    public virtual bool Fails => true;
}
