namespace NeuralOps.Data;

/// <summary>
/// BVH motion capture: a hierarchy of joints with offsets and channels, then a row of values a frame. Rotations are
/// degrees and multiply in the order of the channels; a position channel stands for the offset's coordinate. The end
/// of a limb becomes a joint named <c>…_end</c>.
/// </summary>
/// <remarks>The format states neither its unit of length nor which axis is up; Y is taken, as is the custom.</remarks>
public static class BvhFile
{
    private const double Inch = 0.0254;
    private const double UsualReach = 1.3;
    private const double RadiansPerDegree = Math.PI / 180;

    // Metre, inch, centimetre, millimetre, and the unit of the CMU recordings.
    private static readonly double[] Units = [1, Inch, 0.01, 0.001, Inch / 0.45];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The <c>.bvh</c> file.</param>
    /// <param name="metresPerUnit">Length of the file's unit; null takes of metre, inch, centimetre, millimetre and
    /// the unit of the CMU recordings (1/0.45 inch) the one that brings the longest way from the root to the end of a
    /// limb closest to 1.3 m, see <see cref="ArticulatedMotion.MetresPerUnit"/>.</param>
    /// <exception cref="InvalidDataException">The file is no BVH file, a word or a value is missing, or the counts it
    /// states are not those it has; the message names the line.</exception>
    public static ArticulatedMotion Read(string path, double? metresPerUnit = null)
    {
        using var text = new TextSource(path);
        var tree = BvhHierarchy.Read(text);
        double unit = metresPerUnit ?? Unit(tree, path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit, nameof(metresPerUnit));
        (int frames, int stated) = Frames(text);
        double time = FrameTime(text);
        double[] scales = [.. tree.Columns.Select(turns => turns ? RadiansPerDegree : unit)];
        List<double> values = [];
        int read = 0;
        for (; text.NextLine(); read++)
        {
            if (read == frames)
            {
                throw text.Error($"the end of the file after {frames} frames, as line {stated} says", "one more");
            }

            ReadRow(text, read, scales, values);
        }

        return read == frames
            ? new([.. tree.Joints(unit)], [.. values], scales.Length, FrameRate.Of(time), unit, path)
            : throw text.Error($"{frames} frames, as line {stated} says", $"{read}");
    }

    private static void ReadRow(TextSource text, int frame, double[] scales, List<double> values)
    {
        if (text.Words.Length != scales.Length)
        {
            throw text.Error($"{scales.Length} channel values of frame {frame}", $"{text.Words.Length}");
        }

        for (int column = 0; column < scales.Length; column++)
        {
            values.Add(scales[column] * text.Number(text.Words[column], $"value {column} of frame {frame}"));
        }
    }

    private static (int Frames, int Line) Frames(TextSource text)
    {
        const string Expected = "'Frames:' and their number";
        text.RequireLine("MOTION");
        if (text.Words is not ["MOTION"])
        {
            throw text.Error("MOTION", $"'{TextSource.Shown(text.Words[0])}'");
        }

        text.RequireLine(Expected);
        if (text.Words is not ["Frames:", var word])
        {
            throw text.Error(Expected, $"'{TextSource.Shown(string.Join(' ', text.Words))}'");
        }

        int frames = text.Count(word, "a number of frames");
        return frames > 0 ? (frames, text.Line) : throw text.Error("at least 1 frame", "0");
    }

    private static double FrameTime(TextSource text)
    {
        const string Expected = "'Frame Time:' and seconds, from 0.0001 to 10";
        text.RequireLine(Expected);
        if (text.Words is not ["Frame", "Time:", var word])
        {
            throw text.Error(Expected, $"'{TextSource.Shown(string.Join(' ', text.Words))}'");
        }

        double time = text.Number(word, "the time of a frame");
        return time is >= 1e-4 and <= 10 ? time : throw text.Error(Expected, word);
    }

    private static double Unit(BvhHierarchy tree, string path)
    {
        double reach = tree.Reach();
        return reach > 0
            ? Units.MinBy(unit => Math.Abs(Math.Log(unit * reach / UsualReach)))
            : throw FileError.At(path, "expected offsets that tell the size of the body, found only zeros.");
    }
}
