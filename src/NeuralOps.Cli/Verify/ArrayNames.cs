namespace NeuralOps.Cli;

/// <summary>
/// The names of arrays in a case: <c>[f64/][variant/…]kind:name</c> with the kinds <c>in</c>, <c>out</c>, <c>mid</c>,
/// <c>grad</c> and <c>gout</c> (the weights of the scalar loss).
/// </summary>
internal static class ArrayNames
{
    /// <summary>The prefix of arrays evaluated in float64.</summary>
    public const string Double = "f64/";

    /// <summary>Whether an array is given to the computation rather than expected from it.</summary>
    public static bool IsInput(string name) => Kind(name) is "in" or "gout";

    /// <summary>Whether an array is a gradient.</summary>
    public static bool IsGradient(string name) => Kind(name) == "grad";

    private static string Kind(string name)
    {
        string head = name.Split(':')[0];
        return head[(head.LastIndexOf('/') + 1)..];
    }
}
