using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The INITIAL family: 14 columns for a state; each is the mean of its values for the channels.</summary>
public static class InitialFeatures
{
    private const int Bins = 32;
    private const int Patch = 8;

    /// <summary>The columns of each state. [B, C, H, W] → [B, 14], or [B, M, C, H, W] → [B, M, 14].</summary>
    /// <param name="fields">H and W ≥ 8; of dtype float32 or float64.</param>
    /// <exception cref="ArgumentException">Shape or dtype differ.</exception>
    public static Tensor Of(Tensor fields)
    {
        FeatureInput.RequireFields(fields);
        using var scope = NewDisposeScope();
        var planes = fields.flatten(0, fields.ndim - 3); // [B·M·C, H, W]
        var columns = Columns(planes); // [B·M·C, 14]
        long[] shape = [.. fields.shape[..^2], columns.size(1)];
        return columns.reshape(shape).mean([fields.ndim - 3]).MoveToOuterDisposeScope();
    }

    private static Tensor Columns(Tensor planes)
    {
        var x = planes.flatten(1); // [P, N]
        var centred = FeatureMath.Centred(x);
        var variance = FeatureMath.Inner(centred, centred);
        var around = ((planes.roll(1, 1) + planes.roll(-1, 1) + planes.roll(1, 2) + planes.roll(-1, 2)) / 4).flatten(1);
        around = FeatureMath.Centred(around);
        double[][] counts = Counts(centred, (int)planes.size(2));
        var labels = Histogram.Labels(x, Bins);
        var radius = FeatureMath.Centred(Radius(planes).flatten().unsqueeze(0));
        var mirrored = FeatureMath.Inner(centred, planes.flip(1).flatten(1))
            + FeatureMath.Inner(centred, planes.flip(2).flatten(1));
        Tensor Count(int place) =>
            tensor(counts.Select(row => row[place]).ToArray()).to(planes.dtype, planes.device);
        Tensor[] columns =
        [
            Count(0),
            Count(1),
            FeatureMath.Ratio(FeatureMath.Inner(centred, around), variance),
            CentroidDistance(planes),
            .. Spectrum(planes),
            Entropy(labels, x.dtype),
            LocalEntropyVariance(labels.reshape(planes.shape), x.dtype),
            Count(2),
            FeatureMath.Cosine(centred, around).square(),
            Count(3),
            FeatureMath.Cosine(centred, radius),
            FeatureMath.Ratio(mirrored / 2, variance),
        ];
        return FeatureMath.OfFinite(stack(columns, 1), FeatureMath.Inner(x, x));
    }

    private static double[][] Counts(Tensor centred, int width)
    {
        int cells = (int)centred.size(1);
        bool[] above = [.. FeatureMath.Values(centred).Select(value => value > 0)];
        return [.. above.Chunk(cells).Select(plane => Count(plane))];

        double[] Count(bool[] plane)
        {
            int marked = plane.Count(cell => cell);
            var (count, largest) = Clusters.Of(plane, width);
            return [count, largest / (double)Math.Max(1, marked), LempelZiv.Complexity(plane), marked / (double)cells];
        }
    }

    private static Tensor CentroidDistance(Tensor planes)
    {
        var x = planes.flatten(1);
        var weights = x - x.min(1, keepdim: true).values + FeatureMath.Floor;
        var total = weights.sum(1);
        var (row, column) = Offsets(planes);
        var y = weights.matmul(row.flatten()) / total;
        x = weights.matmul(column.flatten()) / total;
        double diagonal = Math.Sqrt(Math.Pow(planes.size(1) - 1, 2) + Math.Pow(planes.size(2) - 1, 2)) / 2;
        return FeatureMath.Root((x.square() + y.square()) / (diagonal * diagonal));
    }

    private static Tensor Radius(Tensor planes)
    {
        var (row, column) = Offsets(planes);
        return (row.square() + column.square()).sqrt();
    }

    // Rows and columns counted from the centre, each [H, W].
    private static (Tensor Row, Tensor Column) Offsets(Tensor planes)
    {
        (long height, long width) = (planes.size(1), planes.size(2));
        Tensor Centred(long n) => arange(n, dtype: planes.dtype, device: planes.device) - ((n - 1) / 2.0);
        return (
            Centred(height).unsqueeze(1).expand(height, width).contiguous(),
            Centred(width).expand(height, width).contiguous());
    }

    private static Tensor[] Spectrum(Tensor planes)
    {
        var basis = new SpectralBasis(planes.size(1), planes.size(2), planes);
        var power = basis.Power(planes.unsqueeze(1)); // [P, K]
        var (largest, place) = power.max(1);
        var sums = power.matmul(basis.Sums);
        return
        [
            basis.Frequency.index_select(0, place) * FeatureMath.Present(largest),
            FeatureMath.Ratio(
                sums.select(1, (long)PowerSum.Radius), sums.select(1, (long)PowerSum.Total)),
            Exponent(power, basis, Math.Min(planes.size(1), planes.size(2))),
        ];
    }

    private static Tensor Exponent(Tensor power, SpectralBasis basis, long n)
    {
        var shell = (basis.Frequency * (n / 2.0)).round(); // [K]
        var numbers = arange(1, (n / 2) + 1, dtype: power.dtype, device: power.device); // [S]
        var members = (shell.unsqueeze(1) == numbers).to(power.dtype) * basis.Weights.unsqueeze(1); // [K, S]
        var position = FeatureMath.Centred(numbers.log());
        var slope = FeatureMath.Log(power.matmul(members)).matmul(position) / position.square().sum();
        return -slope;
    }

    private static Tensor Entropy(Tensor labels, ScalarType dtype) =>
        Histogram.Entropy(Histogram.Shares(labels, Bins, dtype));

    private static Tensor LocalEntropyVariance(Tensor labels, ScalarType dtype)
    {
        var patches = labels.unfold(1, Patch, Patch).unfold(2, Patch, Patch).contiguous(); // [P, h, w, 8, 8]
        var entropies = Entropy(patches.reshape(-1, Patch * Patch), dtype).reshape(labels.size(0), -1);
        return FeatureMath.Centred(entropies).square().mean([1]);
    }
}
