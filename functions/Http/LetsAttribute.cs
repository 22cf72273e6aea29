namespace OpsFunctions.Functions.Http;

/// <summary>On a function with an HTTP trigger: callers with one of these roles come in. A function without it lets in nobody.</summary>
/// <param name="role">The role it needs.</param>
/// <param name="or">Others that will do; what they may there is the function's to say.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LetsAttribute(Role role, params Role[] or) : Attribute
{
    public IReadOnlyList<Role> Roles { get; } = [role, .. or];
}

/// <summary>On a function with an HTTP trigger that is open to all.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LetsEverybodyAttribute : Attribute;

/// <summary>
/// On a function that stops changes: nothing that counts requests, and nothing of the app's storage but its own, keeps it out.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeverLimitedAttribute : Attribute;

/// <summary>On a function that takes smaller bodies than the app does.</summary>
/// <param name="most">Bytes of a body that it takes; what is larger is 413.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TakesAttribute(int most) : Attribute
{
    public int Most { get; } = most;
}
