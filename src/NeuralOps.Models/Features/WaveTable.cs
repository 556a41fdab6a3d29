namespace NeuralOps.Models;

/// <summary>The waves of a real transform of a grid: the half plane κx ≥ 0, row by row, without k = 0.</summary>
internal sealed class WaveTable
{
    // A wave on the edge belongs to the outer part, whatever its last bit says.
    private const double EdgeRounding = 1e-9;
    private readonly double largest;

    public WaveTable(long height, long width)
    {
        long half = (width / 2) + 1;
        Count = (int)(height * half) - 1;
        (Weight, X, Y) = (new double[Count], new double[Count], new double[Count]);
        (Radius, SquaredWave) = (new double[Count], new double[Count]);
        for (int mode = 0; mode < Count; mode++)
        {
            (long row, long column) = Math.DivRem(mode + 1L, half);
            row = Math.Min(row, height - row);
            Weight[mode] = column == 0 || 2 * column == width ? 1 : 2;
            (X[mode], Y[mode]) = (2.0 * column / width, 2.0 * row / height);
            Radius[mode] = Math.Sqrt((X[mode] * X[mode]) + (Y[mode] * Y[mode]));
            SquaredWave[mode] = Math.PI * Math.PI * Radius[mode] * Radius[mode];
        }

        largest = Radius.Max();
    }

    public int Count { get; }

    /// <summary>1, or 2 for a wave that stands for its mirror image too.</summary>
    public double[] Weight { get; }

    /// <summary>|κx|, in shares of the Nyquist frequency.</summary>
    public double[] X { get; }

    /// <summary>|κy|.</summary>
    public double[] Y { get; }

    /// <summary>|κ|.</summary>
    public double[] Radius { get; }

    /// <summary>|k|², k in radians per cell.</summary>
    public double[] SquaredWave { get; }

    /// <summary>The band that a mode is in, of bands of equal area up to the largest |κ|.</summary>
    public int Band(int mode, int bands)
    {
        double share = Radius[mode] / largest;
        return Math.Min(bands - 1, (int)((share * share * bands) + EdgeRounding));
    }

    /// <summary>The ring of a width that a mode is in.</summary>
    public int Ring(int mode, double width) => (int)((Radius[mode] / width) + EdgeRounding);
}
