namespace NeuralOps.Data;

/// <summary>An <c>.amc</c> file: frames that begin with their number, then a line a bone.</summary>
internal sealed class AcclaimMotion
{
    private readonly TextSource text;
    private readonly string skeletonName;
    private readonly double metresPerUnit;
    private readonly Dictionary<string, (int Column, AcclaimBone Bone)> moving = new(StringComparer.Ordinal);
    private readonly HashSet<string> resting;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private double anglesPerUnit;

    public AcclaimMotion(AcclaimSkeleton skeleton, TextSource text, string skeletonName)
    {
        this.text = text;
        this.skeletonName = skeletonName;
        metresPerUnit = skeleton.MetresPerUnit;
        anglesPerUnit = skeleton.InDegrees ? Math.PI / 180 : 1;
        foreach (var bone in skeleton.Ordered.Where(bone => bone.Freedoms.Count > 0))
        {
            moving.Add(bone.Name, (Width, bone));
            Width += bone.Freedoms.Count;
        }

        resting = [.. skeleton.Ordered.Where(bone => bone.Freedoms.Count == 0).Select(bone => bone.Name)];
    }

    /// <summary>C, values of a frame.</summary>
    public int Width { get; }

    /// <summary>The values [T, C], in radians and metres.</summary>
    public double[] Read()
    {
        List<double> values = [];
        double[] row = new double[Width];
        int frame = 0;
        while (text.NextLine())
        {
            if (text.Words[0][0] == ':')
            {
                anglesPerUnit = text.Words[0] switch
                {
                    ":DEGREES" => Math.PI / 180,
                    ":RADIANS" => 1,
                    _ => anglesPerUnit,
                };
            }
            else if (text.Words.Length == 1 && char.IsAsciiDigit(text.Words[0][0]))
            {
                Finish(frame, row, values);
                frame = Next(frame);
            }
            else
            {
                ReadBone(frame, row);
            }
        }

        Finish(frame, row, values);
        return frame > 0 ? [.. values] : throw text.Error("at least 1 frame", "the end of the file");
    }

    private int Next(int frame)
    {
        int number = text.Count(text.Words[0], "the number of a frame");
        return number == frame + 1
            ? number
            : throw text.Error($"frame {frame + 1}", $"frame {TextSource.Shown(text.Words[0])}");
    }

    private void ReadBone(int frame, double[] row)
    {
        string name = text.Words[0], shown = TextSource.Shown(name);
        if (frame == 0)
        {
            throw text.Error("the number of a frame", $"'{shown}'");
        }

        if (!moving.TryGetValue(name, out var place))
        {
            throw text.Error(
                $"a bone that moves in the skeleton {skeletonName}",
                $"'{shown}', which {(resting.Contains(name) ? "has no degree of freedom" : "it lacks")}");
        }

        var freedoms = place.Bone.Freedoms;
        if (text.Words.Length - 1 != freedoms.Count)
        {
            throw text.Error($"{freedoms.Count} values of bone '{shown}'", $"{text.Words.Length - 1}");
        }

        if (!seen.Add(name))
        {
            throw text.Error($"bone '{shown}' once in frame {frame}", "it twice");
        }

        for (int i = 0; i < freedoms.Count; i++)
        {
            double value = text.Number(text.Words[i + 1], $"value {i} of bone '{shown}'");
            row[place.Column + i] = value * (freedoms[i].Turns ? anglesPerUnit : metresPerUnit);
        }
    }

    private void Finish(int frame, double[] row, List<double> values)
    {
        if (frame == 0)
        {
            return;
        }

        if (seen.Count != moving.Count)
        {
            string missing = moving.Keys.First(name => !seen.Contains(name));
            throw text.Error(
                $"all {moving.Count} bones that move in frame {frame}",
                $"{seen.Count}, without '{TextSource.Shown(missing)}'");
        }

        values.AddRange(row);
        seen.Clear();
    }
}
