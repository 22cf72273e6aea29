using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Drills.Settings;

/// <summary>What is looked at from inside a machine.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationKind>))]
public enum ValidationKind
{
    /// <summary>As many data disks as the source has, none offline. Built in.</summary>
    Disks,

    /// <summary>A service runs: <see cref="DrillValidation.Target"/> is its name.</summary>
    Service,

    /// <summary>A port answers: <see cref="DrillValidation.Target"/> is <c>host:port</c>.</summary>
    Tcp,

    /// <summary>A web page answers with 200: <see cref="DrillValidation.Target"/> is its address.</summary>
    Http,

    /// <summary>
    /// A script whose output has <see cref="DrillValidation.Expected"/>: <see cref="DrillValidation.Target"/> is the script.
    /// </summary>
    Script,

    /// <summary>The data fit together: a script as before; its failing says that the recovery points are torn.</summary>
    Content,
}

/// <summary>Something that must hold of a machine of the drill.</summary>
public sealed record DrillValidation
{
    /// <summary>Name of the machine; <c>*</c> for all. Default: *.</summary>
    [Required]
    public string Machine { get; init; } = "*";

    public ValidationKind Kind { get; init; }

    /// <summary>What is looked at; see the kinds.</summary>
    public string Target { get; init; } = "";

    /// <summary>What a script's output must contain.</summary>
    public string Expected { get; init; } = "";

    /// <summary>The drill fails with it. Default: true.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Seconds it may take. Default: 300.</summary>
    [Range(20, 5400)]
    public int TimeoutSeconds { get; init; } = 300;
}
