using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>
/// Planes to spectra and back, each plane in one pass while it is in cache: real products of cosines and sines along
/// the leading axes, with registers along what follows, then along the last axis, then the sums that make them
/// complex.
/// </summary>
internal sealed unsafe class KernelTransform<TVector, TLanes>(KernelPlan plan)
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    // Lines of one-dimensional planes go through the last axis together.
    private readonly nint group = plan.Leading.Length == 0 ? 16 : 1;
    private readonly nint[] widths = Widths(plan);

    private nint Lines => KernelAxis.RoundUp(group * plan.Rows, SmallProduct<TVector, TLanes>.RowStep);

    /// <summary>The spectra of planes.</summary>
    /// <param name="x">[planes, n_1 .. n_d].</param>
    /// <param name="spectra">[planes, PlaneStride].</param>
    /// <param name="planes">B C.</param>
    /// <param name="last">Which factors the last axis has.</param>
    public void Analyse(float* x, float* spectra, nint planes, LastAxis last) => ForGroups(
        planes, (scratch, at, count) =>
    {
        var source = x + (at * plan.Points);
        nint stride = plan.Leading.Length == 0 ? plan.Points : 0, arrays = 1;
        for (var axis = 0; axis < plan.Leading.Length; axis++)
        {
            var target = scratch.Level(axis);
            var rows = plan.Leading[axis].Rows;
            for (nint array = 0; array < arrays; array++)
            {
                AnalyseLeading(
                    plan.Leading[axis],
                    source + (array * stride),
                    widths[axis],
                    target + (array * rows * Padded(axis)),
                    scratch);
            }

            source = target;
            stride = Padded(axis);
            arrays *= rows;
        }

        AnalyseLast(last, source, stride, plan.Leading.Length == 0 ? count : arrays, scratch);
        for (nint plane = 0; plane < count; plane++)
        {
            var rows = plane * plan.Rows * last.PaddedModes;
            Combine(scratch.Real + rows, scratch.Imaginary + rows, last, spectra + ((at + plane) * plan.PlaneStride));
        }
    });

    /// <summary>The planes of spectra; the adjoint of <see cref="Analyse"/> where the factors are the same.</summary>
    public void Synthesise(float* spectra, float* y, nint planes, LastAxis last) => ForGroups(
        planes, (scratch, at, count) =>
    {
        for (nint plane = 0; plane < count; plane++)
        {
            var rows = plane * plan.Rows * last.PaddedModes;
            Separate(spectra + ((at + plane) * plan.PlaneStride), last, scratch.Real + rows, scratch.Imaginary + rows);
        }

        var target = y + (at * plan.Points);
        var levels = plan.Leading.Length;
        if (levels == 0)
        {
            SynthesiseLast(last, target, plan.Points, count, scratch);
            return;
        }

        SynthesiseLast(last, scratch.Level(levels - 1), Padded(levels - 1), plan.Rows, scratch);
        var arrays = plan.Rows;
        for (var axis = levels - 1; axis >= 0; axis--)
        {
            arrays /= plan.Leading[axis].Rows;
            var stride = axis == 0 ? 0 : Padded(axis - 1);
            var result = axis == 0 ? target : scratch.Level(axis - 1);
            for (nint array = 0; array < arrays; array++)
            {
                var source = scratch.Level(axis) + (array * plan.Leading[axis].Rows * Padded(axis));
                SynthesiseLeading(
                    plan.Leading[axis], source, Padded(axis), result + (array * stride), widths[axis], scratch);
            }
        }
    });

    private delegate void GroupBody(KernelScratch scratch, nint first, nint count);

    // What one point of a leading axis holds: all points of the axes after it.
    private static nint[] Widths(KernelPlan plan)
    {
        var widths = new nint[plan.Leading.Length];
        var width = plan.Plain.Points;
        for (var axis = widths.Length - 1; axis >= 0; axis--)
        {
            widths[axis] = width;
            width *= plan.Leading[axis].Points;
        }

        return widths;
    }

    private nint Padded(int axis) => KernelAxis.RoundUp(widths[axis], KernelScratch.Strip);

    private void ForGroups(nint planes, GroupBody body)
    {
        var groups = (planes + group - 1) / group;
        var grain = nint.Max(1, KernelScratch.CachedFloats / (plan.Points * group));
        Parallelism.For(0, groups, grain, (first, last) =>
        {
            using var scratch = new KernelScratch(plan, widths, Lines);
            for (var at = (nint)first; at < last; at++)
            {
                body(scratch, at * group, nint.Min(group, planes - (at * group)));
            }
        });
    }

    private static void AnalyseLeading(LeadingAxis axis, float* x, nint width, float* z, KernelScratch scratch)
    {
        var padded = KernelAxis.RoundUp(width, KernelScratch.Strip);
        var chunk = scratch.FoldColumns;
        nint strip = 2 * TLanes.Count;
        for (nint start = 0; start < padded; start += chunk)
        {
            var columns = nint.Min(chunk, padded - start);
            KernelFold<TVector, TLanes>.Rows(axis, x + start, width, width - start, columns, scratch.Even, scratch.Odd);
            for (nint column = 0; column < columns; column += strip)
            {
                var at = column * axis.Folded;
                var target = z + start + column;
                SmallProduct<TVector, TLanes>.Multiply(
                    axis.AnalysisCos, axis.Folded, scratch.Even + at, strip, target, padded,
                    axis.CosRows, axis.Folded, strip);
                SmallProduct<TVector, TLanes>.Multiply(
                    axis.AnalysisSin, axis.Folded, scratch.Odd + at, strip, target + (axis.CosRows * padded), padded,
                    axis.SinRows, axis.Folded, strip);
            }
        }
    }

    private static void SynthesiseLeading(
        LeadingAxis axis, float* z, nint padded, float* y, nint width, KernelScratch scratch)
    {
        var sines = z + (axis.CosRows * padded);
        for (nint j = 0; j < axis.FoldedRows; j += KernelScratch.TileRows)
        {
            var rows = nint.Min(KernelScratch.TileRows, axis.FoldedRows - j);
            for (nint start = 0; start < padded; start += KernelScratch.TileColumns)
            {
                var columns = nint.Min(KernelScratch.TileColumns, padded - start);
                SmallProduct<TVector, TLanes>.Multiply(
                    axis.SynthesisCos + (j * axis.CosRows), axis.CosRows, z + start, padded,
                    scratch.Even, KernelScratch.TileColumns, rows, axis.CosRows, columns);
                SmallProduct<TVector, TLanes>.Multiply(
                    axis.SynthesisSin + (j * axis.SinRows), axis.SinRows, sines + start, padded,
                    scratch.Odd, KernelScratch.TileColumns, rows, axis.SinRows, columns);
                for (var row = j; row < nint.Min(j + rows, axis.Folded); row++)
                {
                    var at = (row - j) * KernelScratch.TileColumns;
                    KernelFold<TVector, TLanes>.Unfold(
                        axis, row, scratch.Even + at, scratch.Odd + at, y + start, width,
                        nint.Min(columns, width - start));
                }
            }
        }
    }

    private void AnalyseLast(LastAxis last, float* x, nint stride, nint lines, KernelScratch scratch)
    {
        for (nint line = 0; line < lines; line++)
        {
            var at = line * last.Folded;
            KernelFold<TVector, TLanes>.Line(last, x + (line * stride), scratch.Even + at, scratch.Odd + at);
        }

        var unused = (int)((Lines - lines) * last.Folded);
        new Span<float>(scratch.Even + (lines * last.Folded), unused).Clear();
        new Span<float>(scratch.Odd + (lines * last.Folded), unused).Clear();
        SmallProduct<TVector, TLanes>.Multiply(
            scratch.Even, last.Folded, last.AnalysisCos, last.PaddedModes, scratch.Real, last.PaddedModes,
            Lines, last.Folded, last.PaddedModes);
        SmallProduct<TVector, TLanes>.Multiply(
            scratch.Odd, last.Folded, last.AnalysisSin, last.PaddedModes, scratch.Imaginary, last.PaddedModes,
            Lines, last.Folded, last.PaddedModes);
    }

    private void SynthesiseLast(LastAxis last, float* y, nint stride, nint lines, KernelScratch scratch)
    {
        SmallProduct<TVector, TLanes>.Multiply(
            scratch.Real, last.PaddedModes, last.SynthesisCos, last.PaddedFolded, scratch.Even, last.PaddedFolded,
            Lines, last.Modes, last.PaddedFolded);
        SmallProduct<TVector, TLanes>.Multiply(
            scratch.Imaginary, last.PaddedModes, last.SynthesisSin, last.PaddedFolded, scratch.Odd, last.PaddedFolded,
            Lines, last.Modes, last.PaddedFolded);
        for (nint line = 0; line < lines; line++)
        {
            var at = line * last.PaddedFolded;
            KernelFold<TVector, TLanes>.UnfoldLine(last, scratch.Even + at, scratch.Odd + at, y + (line * stride));
        }
    }

    private void Combine(float* real, float* imaginary, LastAxis last, float* spectrum)
    {
        for (var row = 0; row < plan.KeptRows.Length; row++)
        {
            var (place, toImaginary) = plan.KeptRows[row];
            for (nint column = 0; column < last.Modes; column += TLanes.Count)
            {
                TVector re = default, im = default;
                foreach (var (source, power) in plan.Combine[row])
                {
                    var at = (source * last.PaddedModes) + column;
                    Turn(TLanes.Load(real + at), TLanes.Load(imaginary + at), power, ref re, ref im);
                }

                TLanes.Store(re, spectrum + place + column);
                TLanes.Store(im, spectrum + place + toImaginary + column);
            }
        }
    }

    private void Separate(float* spectrum, LastAxis last, float* real, float* imaginary)
    {
        for (nint row = 0; row < plan.Rows; row++)
        {
            for (nint column = 0; column < last.Modes; column += TLanes.Count)
            {
                TVector re = default, im = default;
                foreach (var (source, power) in plan.Separate[row])
                {
                    var (place, toImaginary) = plan.KeptRows[source];
                    var at = spectrum + place + column;
                    Turn(TLanes.Load(at), TLanes.Load(at + toImaginary), power, ref re, ref im);
                }

                TLanes.Store(re, real + (row * last.PaddedModes) + column);
                TLanes.Store(im, imaginary + (row * last.PaddedModes) + column);
            }
        }
    }

    // Adds i^power (a + ib).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(TVector a, TVector b, int power, ref TVector re, ref TVector im)
    {
        switch (power)
        {
            case 0:
                (re, im) = (TLanes.Add(re, a), TLanes.Add(im, b));
                break;
            case 1:
                (re, im) = (TLanes.Subtract(re, b), TLanes.Add(im, a));
                break;
            case 2:
                (re, im) = (TLanes.Subtract(re, a), TLanes.Subtract(im, b));
                break;
            default:
                (re, im) = (TLanes.Add(re, b), TLanes.Subtract(im, a));
                break;
        }
    }
}
