using System.Globalization;

namespace NeuralOps.Core;

/// <summary>
/// A named stream of random numbers. Draw n of the stream is a pure function of (seed, name, n): the words of
/// Philox4x32-10 with the seed as key and (n, FNV-1a of the name) as counter. Streams of different names are
/// independent, and adding a draw to one does not move another.
/// </summary>
/// <remarks>Not thread-safe: give each thread its own <see cref="Split"/>.</remarks>
public sealed class RandomStream
{
    private const string Format = "philox4x32-10";

    private readonly ulong seed;
    private readonly ulong stream;
    private ulong position;
    private ulong second;

    /// <summary>The start of a stream.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="name">What the numbers are for, e.g. <c>"noise"</c>.</param>
    public RandomStream(ulong seed, string name)
        : this(seed, StableHash.Of(name), 0)
    {
    }

    private RandomStream(ulong seed, ulong stream, ulong position)
    {
        this.seed = seed;
        this.stream = stream;
        this.position = position;
        second = Philox.Block(position / 2, stream, seed).Second;
    }

    /// <summary>The seed, the stream and the number of words drawn, as text for <see cref="FromState"/>.</summary>
    public string State => string.Create(CultureInfo.InvariantCulture, $"{Format} {seed:x16} {stream:x16} {position}");

    /// <summary>A stream that continues where <see cref="State"/> was read.</summary>
    /// <param name="state">The text of <see cref="State"/>.</param>
    /// <exception cref="FormatException">The text is not a state.</exception>
    public static RandomStream FromState(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] parts = state.Split(' ');
        var culture = CultureInfo.InvariantCulture;
        if (parts.Length == 4 && parts[0] == Format
            && ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, culture, out ulong seed)
            && ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, culture, out ulong stream)
            && ulong.TryParse(parts[3], NumberStyles.None, culture, out ulong position))
        {
            return new RandomStream(seed, stream, position);
        }

        throw new FormatException($"Expected a random stream '{Format} SEED STREAM POSITION', got '{state}'.");
    }

    /// <summary>The stream of a name below this one; it depends on this stream's seed and name, not on its
    /// position.</summary>
    /// <param name="name">The name of the part, e.g. <c>"worker 3"</c>.</param>
    public RandomStream Split(string name) => new(seed, StableHash.Of("/" + name, stream), 0);

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (position++ % 2 == 1)
        {
            return second;
        }

        (ulong first, second) = Philox.Block(position / 2, stream, seed);
        return first;
    }

    /// <summary>A number uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from the standard normal distribution; takes two words (Box and Muller's cosine).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>A whole number uniform in [0, n), without bias (multiplication with rejection, Lemire 2019).</summary>
    /// <param name="n">The number of values, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    public int NextInt(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ulong range = (ulong)n;
        ulong rejected = (0UL - range) % range;
        ulong high;
        ulong low;
        do
        {
            high = Math.BigMul(NextUInt64(), range, out low);
        }
        while (low < rejected);
        return (int)high;
    }

    /// <summary>The numbers 0 … n−1 in random order (Fisher and Yates).</summary>
    /// <param name="n">How many, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public int[] Permutation(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        int[] order = [.. Enumerable.Range(0, n)];
        for (int last = n - 1; last > 0; last--)
        {
            int other = NextInt(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }

    /// <summary>Fills a span with numbers uniform in [0, 1), multiples of 2⁻²⁴; one word a number.</summary>
    /// <param name="values">The span to fill.</param>
    public void FillUniform(Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = (NextUInt64() >> 40) * (1f / (1 << 24));
        }
    }

    /// <summary>Fills a span from the standard normal distribution; two words give two numbers (Box and
    /// Muller).</summary>
    /// <param name="values">The span to fill.</param>
    public void FillNormal(Span<float> values)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * NextDouble());
            values[i] = (float)(radius * cosine);
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(radius * sine);
            }
        }
    }
}
