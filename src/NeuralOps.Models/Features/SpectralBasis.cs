using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// The constants that turn states on one grid into power spectra and those into features: cosine and sine matrices of
/// the real transform, and functionals of the power. Its tensors belong to the caller's dispose scope.
/// </summary>
/// <remarks>Power is kept for the half plane κx ≥ 0 without k = 0; <see cref="Weights"/> counts the waves that stand
/// for their mirror images too.</remarks>
internal sealed class SpectralBasis
{
    public const int Bands = 5;
    private const int Rings = 32;
    private const double LowPassDeviation = 2;

    private readonly WaveTable waves;
    private readonly Tensor cosW;
    private readonly Tensor sinW;
    private readonly Tensor cosH;
    private readonly Tensor sinH;
    private readonly Tensor smoothH;
    private readonly Tensor smoothW;

    public SpectralBasis(long height, long width, Tensor like)
    {
        waves = new WaveTable(height, width);
        Tensor Constant(double[] values, params long[] shape) =>
            tensor(values).reshape(shape).to(like.dtype, like.device);
        Tensor Table(int count, Func<int, int, double> factor) => Constant(
            [.. Modes.SelectMany(k => Enumerable.Range(0, count).Select(i => waves.Weight[k] * factor(k, i)))],
            -1,
            count);

        long half = (width / 2) + 1;
        cosW = Constant(Matrix(width, half, Math.Cos), width, half);
        sinW = Constant(Matrix(width, half, Math.Sin), width, half);
        cosH = Constant(Matrix(height, height, Math.Cos), height, height);
        sinH = Constant(Matrix(height, height, Math.Sin), height, height);
        smoothH = Constant(Smoothing(height), height, height);
        smoothW = Constant(Smoothing(width), width, width);
        Weights = Constant(waves.Weight, -1);
        Frequency = Constant(waves.Radius, -1);
        FrequencyX = Constant(waves.X, -1);
        FrequencyY = Constant(waves.Y, -1);
        Sums = Table(Enum.GetValues<PowerSum>().Length, (k, sum) => Factor((PowerSum)sum, k, height * (double)width));
        Cumulative = Table(
            Rings, (k, ring) => ring == Rings - 1 || waves.Ring(k, RingWidth) <= ring ? 1 : 0);
        BandModes =
        [
            .. Modes.GroupBy(k => waves.Band(k, Bands))
                .OrderBy(band => band.Key)
                .Select(band => tensor(band.Select(k => (long)k).ToArray(), device: like.device)),
        ];
    }

    /// <summary>The width of a ring of <see cref="Cumulative"/>.</summary>
    public static double RingWidth => Math.Sqrt(2) / Rings;

    /// <summary>How many waves a mode stands for, [K].</summary>
    public Tensor Weights { get; }

    /// <summary>|κ|, [K].</summary>
    public Tensor Frequency { get; }

    /// <summary>|κx|, [K].</summary>
    public Tensor FrequencyX { get; }

    /// <summary>|κy|, [K].</summary>
    public Tensor FrequencyY { get; }

    /// <summary>What power is multiplied with for each <see cref="PowerSum"/>, [K, 14].</summary>
    public Tensor Sums { get; }

    /// <summary>Sums of the power within each ring's upper edge, [K, 32].</summary>
    public Tensor Cumulative { get; }

    /// <summary>The modes of each band.</summary>
    public IReadOnlyList<Tensor> BandModes { get; }

    private IEnumerable<int> Modes => Enumerable.Range(0, waves.Count);

    /// <summary>The mean power over the channels, [F, C, H, W] → [F, K].</summary>
    public Tensor Power(Tensor frames)
    {
        var centred = frames - frames.mean([2, 3], keepdim: true);
        var (re, im) = (centred.matmul(cosW), centred.matmul(sinW)); // the transform along W is re − i·im
        var power = (cosH.matmul(re) - sinH.matmul(im)).square() + (cosH.matmul(im) + sinH.matmul(re)).square();
        return power.mean([1]).flatten(1).narrow(1, 1, waves.Count);
    }

    /// <summary>The Gaussian low-pass of each channel, of the shape of the frames.</summary>
    public Tensor LowPassed(Tensor frames) => smoothH.matmul(frames.matmul(smoothW));

    private static double[] Matrix(long n, long count, Func<double, double> f) =>
    [
        .. Enumerable.Range(0, (int)(n * count))
            .Select(i => f(2 * Math.PI * (i / count * (i % count) % n) / n) / Math.Sqrt(n)),
    ];

    // The circulant matrix of the low-pass along one axis.
    private static double[] Smoothing(long n)
    {
        double[] response = new double[n];
        for (long shift = 0; shift < n; shift++)
        {
            for (long m = 0; m < n; m++)
            {
                double k = 2 * Math.PI * Math.Min(m, n - m) / n;
                response[shift] += LowPass(k * k) * Math.Cos(2 * Math.PI * (m * shift % n) / n) / n;
            }
        }

        return [.. Enumerable.Range(0, (int)(n * n)).Select(i => response[Math.Abs((i / n) - (i % n))])];
    }

    private static double LowPass(double squaredWave) =>
        Math.Exp(-0.5 * LowPassDeviation * LowPassDeviation * squaredWave);

    private double Factor(PowerSum sum, int k, double cells)
    {
        var (x, y, radius, square) = (waves.X[k], waves.Y[k], waves.Radius[k], waves.SquaredWave[k]);
        double low = LowPass(square);
        return sum switch
        {
            PowerSum.Total => 1,
            PowerSum.X => x,
            PowerSum.Y => y,
            PowerSum.Radius => radius,
            PowerSum.Anisotropy => (x * x) - (y * y),
            PowerSum.SquaredRadius => radius * radius,
            PowerSum.Low => radius < 1.0 / 3 ? 1 : 0,
            PowerSum.Middle => radius is >= 1.0 / 3 and < 2.0 / 3 ? 1 : 0,
            PowerSum.High => radius >= 2.0 / 3 ? 1 : 0,
            PowerSum.Gradient => square / cells,
            PowerSum.LowPassed => low * low / cells,
            PowerSum.LowPassedGradient => low * low * square / cells,
            PowerSum.HighPassed => (1 - low) * (1 - low) / cells,
            _ => (1 - low) * (1 - low) * square / cells,
        };
    }
}
