namespace NeuralOps.Data;

/// <summary>The arrays of one file, in memory.</summary>
internal sealed class FieldSequence
{
    private FieldSequence(string path, FieldArray[] state, FieldArray[] forcing, FieldArray[] masks)
    {
        (Path, State, Forcing, Masks) = (path, state, forcing, masks);
    }

    public string Path { get; }

    public FieldArray[] State { get; }

    public FieldArray[] Forcing { get; }

    public FieldArray[] Masks { get; }

    public int Frames => State[0].Frames;

    public static FieldSequence Read(string path, FieldOptions options)
    {
        using var archive = NpzArchive.Open(path);
        FieldArray[] Load(IReadOnlyList<string> keys, bool mayBeStatic) =>
        [
            .. keys.Select(
                key => FieldArray.From(archive.Read(key), options.Scales.GetValueOrDefault(key, 1), mayBeStatic)),
        ];
        var state = Load(options.State, mayBeStatic: false);
        var forcing = Load(options.Forcing, mayBeStatic: true);
        var result = new FieldSequence(path, state, forcing, Load(options.Masks, mayBeStatic: true));
        result.RequireExtents(options);
        return result;
    }

    /// <summary>Copies the channels of all arrays at one time, one after another.</summary>
    public static void CopyFrame(FieldArray[] arrays, int time, Span<float> to)
    {
        foreach (var array in arrays)
        {
            var frame = array.Frame(time);
            frame.CopyTo(to);
            to = to[frame.Length..];
        }
    }

    private void RequireExtents(FieldOptions options)
    {
        var (first, keys) = (State[0], (string[])[.. options.State, .. options.Forcing, .. options.Masks]);
        foreach (var (key, array) in keys.Zip(State.Concat(Forcing).Concat(Masks)))
        {
            bool isStatic = array.Frames == 1 && !options.State.Contains(key);
            if ((array.Frames != Frames && !isStatic) || array.Height != first.Height || array.Width != first.Width)
            {
                throw FileError.At($"{Path}, array '{key}'",
                    $"expected {Frames} frames of {first.Height} x {first.Width} as '{keys[0]}', "
                    + $"got {array.Frames} of {array.Height} x {array.Width}.");
            }
        }

        int needed = options.History + options.Horizon;
        if (Frames < needed)
        {
            throw FileError.At(Path,
                $"T = {Frames} frames are too few for L = {options.History} and K = {options.Horizon}: "
                + $"a window takes L + K = {needed}.");
        }
    }
}
