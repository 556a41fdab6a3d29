namespace NeuralOps.Data;

/// <summary>Where a joint of a layout is in a file: at one of its joints, or on the way from it to another.</summary>
/// <param name="Joint">The file's joint.</param>
/// <param name="Toward">The joint that the way leads to; null for none.</param>
/// <param name="Share">Part of the way, in [0, 1].</param>
public readonly record struct JointBlend(string Joint, string? Toward = null, double Share = 0)
{
    /// <summary>At a joint.</summary>
    /// <param name="joint">Its name.</param>
    public static implicit operator JointBlend(string joint) => FromString(joint);

    /// <summary>At a joint.</summary>
    /// <param name="joint">Its name.</param>
    public static JointBlend FromString(string joint) => new(joint);

    internal IEnumerable<string> Names => Toward is null ? [Joint] : [Joint, Toward];
}
