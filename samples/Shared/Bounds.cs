namespace NeuralOps.Samples;

/// <summary>Values of options inside their bounds; others are refused by the option's name.</summary>
internal static class Bounds
{
    /// <summary>[least, ∞).</summary>
    public static T AtLeast<T>(T least, T value, string name)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }

    /// <summary>[0, ∞).</summary>
    public static double NotBelow0(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }

    /// <summary>(0, ∞).</summary>
    public static double Above0(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }

    /// <summary>(0, 1).</summary>
    public static double Inside(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, name);
        return Above0(value, name);
    }

    /// <summary>[0, 1].</summary>
    public static double Share(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, name);
        return NotBelow0(value, name);
    }
}
