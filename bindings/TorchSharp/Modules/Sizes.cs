namespace TorchSharp.Modules;

/// <summary>Per-dimension settings, given as one number, a tuple or an array.</summary>
internal static class Sizes
{
    public static long[] Of(long value, int dimensions)
    {
        long[] sizes = new long[dimensions];
        Array.Fill(sizes, value);
        return sizes;
    }

    public static long[]? Of(long? value, int dimensions) => value is { } given ? Of(given, dimensions) : null;

    public static long[] Of((long, long) sizes) => [sizes.Item1, sizes.Item2];

    public static long[]? Of((long, long)? sizes) => sizes is { } given ? Of(given) : null;

    public static long[] Of((long, long, long) sizes) => [sizes.Item1, sizes.Item2, sizes.Item3];

    public static long[]? Of((long, long, long)? sizes) => sizes is { } given ? Of(given) : null;
}
