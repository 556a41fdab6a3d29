using System.Numerics;

namespace NeuralOps.Data;

/// <summary>
/// One simulated fluid: density, velocity and masks over time, each [T, H, W] with T ≥ 3. H is the vertical axis z, W
/// is x.
/// </summary>
/// <remarks>
/// Frames are kept one after another as [T, 5, H, W] in the order of <see cref="FluidField"/>, so that a window is a
/// few block copies.
/// </remarks>
public sealed class FluidSequence
{
    private const int Channels = 5;
    private const int MinFrames = 3;

    private static readonly string[] Keys = ["density", "velx", "velz", "emitter", "collider"];

    private readonly float[] data;

    private FluidSequence(string source, int frames, int height, int width, float[] data)
    {
        Source = source;
        Frames = frames;
        Height = height;
        Width = width;
        this.data = data;
    }

    /// <summary>The file this came from, or another name for messages.</summary>
    public string Source { get; }

    /// <summary>The file's name without folder and ending, for instance <c>seq_0101</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Source);

    /// <summary>T, the number of frames.</summary>
    public int Frames { get; }

    /// <summary>H, cells along z.</summary>
    public int Height { get; }

    /// <summary>W, cells along x.</summary>
    public int Width { get; }

    internal (int Frames, int Height, int Width) Extents => (Frames, Height, Width);

    private int Plane => Height * Width;

    /// <summary>Reads a sequence.</summary>
    /// <param name="path">
    /// An NPZ file with <c>density</c>, <c>velx</c>, <c>velz</c>, <c>emitter</c> and <c>collider</c>, each float32 [T,
    /// H, W].
    /// </param>
    /// <exception cref="InvalidDataException">
    /// An array is missing, of another type or shape, or not finite; or the archive is damaged.
    /// </exception>
    public static FluidSequence Read(string path)
    {
        using var archive = NpzArchive.Open(path);
        RequireKeys(path, archive.Names);
        return FromArrays(path, Keys.ToDictionary(key => key, archive.Read));
    }

    /// <summary>Makes a sequence of arrays in memory.</summary>
    /// <param name="source">A name for messages.</param>
    /// <param name="arrays">The arrays of <see cref="Read"/> by key.</param>
    /// <exception cref="InvalidDataException">As of <see cref="Read"/>.</exception>
    public static FluidSequence FromArrays(string source, IReadOnlyDictionary<string, NpyArray> arrays)
    {
        RequireKeys(source, arrays.Keys);
        var shape = arrays[Keys[0]].Shape;
        foreach (string key in Keys)
        {
            RequireShape($"{source}, array '{key}'", arrays[key], shape);
        }

        long count = Channels * arrays[Keys[0]].Count;
        if (count > Array.MaxLength)
        {
            throw FileError.At(source, $"expected at most {Array.MaxLength} values in all arrays, found {count}.");
        }

        var result = new FluidSequence(source, (int)shape[0], (int)shape[1], (int)shape[2], new float[count]);
        for (int channel = 0; channel < Channels; channel++)
        {
            result.Fill(channel, arrays[Keys[channel]].ToNative().AsSpan<float>());
        }

        return result;
    }

    /// <summary>The extents of a sequence, from its headers alone.</summary>
    /// <param name="path">As of <see cref="Read"/>.</param>
    /// <exception cref="InvalidDataException">An array is missing, or <c>density</c> is not [T, H, W].</exception>
    public static (int Frames, int Height, int Width) ReadExtents(string path)
    {
        using var archive = NpzArchive.Open(path);
        RequireKeys(path, archive.Names);
        return archive.ReadHeader(Keys[0]).Shape is [var t, var h, var w]
            ? ((int)t, (int)h, (int)w)
            : throw FileError.At($"{path}, array '{Keys[0]}'",
                $"expected [T, H, W], got {NpyHeader.Describe(archive.ReadHeader(Keys[0]).Shape)}.");
    }

    /// <summary>One field at one time, [H, W].</summary>
    /// <param name="field">Which array.</param>
    /// <param name="time">Frame in [0, <see cref="Frames"/>).</param>
    public ReadOnlySpan<float> Frame(FluidField field, int time) => Planes(time, (int)field, 1);

    /// <summary>The sequence with density and velocities divided by their scales; masks stay.</summary>
    /// <param name="scales">Divisors.</param>
    public FluidSequence Normalise(FieldScales scales)
    {
        if (scales == FieldScales.One)
        {
            return this;
        }

        float[] divisors = [(float)scales.Density, (float)scales.VelX, (float)scales.VelZ];
        var result = new FluidSequence(Source, Frames, Height, Width, (float[])data.Clone());
        for (int i = 0; i < data.Length; i += Plane)
        {
            int channel = i / Plane % Channels;
            if (channel < divisors.Length)
            {
                Divide(result.data.AsSpan(i, Plane), divisors[channel]);
            }
        }

        return result;
    }

    /// <summary>One window as a batch of one: the state at a time and the frames after it.</summary>
    /// <param name="time">t, from 1 to T − K − 1.</param>
    /// <param name="horizon">K, frames after t, at least 1.</param>
    /// <param name="maskTime">Which frame's masks go with a step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window leaves the sequence.</exception>
    public FluidBatch Window(int time, int horizon, MaskTime maskTime = MaskTime.StepStart)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Frames - horizon - 1);
        var batch = new FluidBatch(1, horizon, Height, Width);
        batch.Fill(0, this, time, maskTime, flip: false);
        return batch;
    }

    /// <summary>Neighbouring fields of one frame.</summary>
    internal ReadOnlySpan<float> Planes(int time, int firstChannel, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(time, Frames);
        return data.AsSpan(((time * Channels) + firstChannel) * Plane, channels * Plane);
    }

    /// <summary>All frames of a field, [T, H, W].</summary>
    internal float[] CopyOf(FluidField field)
    {
        float[] result = new float[Frames * Plane];
        for (int t = 0; t < Frames; t++)
        {
            Frame(field, t).CopyTo(result.AsSpan(t * Plane));
        }

        return result;
    }

    private static void RequireKeys(string source, IEnumerable<string> found)
    {
        string[] missing = [.. Keys.Except(found)];
        if (missing.Length > 0)
        {
            throw FileError.At(source,
                $"expected the arrays {Quote(Keys)}; "
                + $"missing {Quote(missing)}, found {(found.Any() ? Quote(found) : "none")}.");
        }
    }

    private static void RequireShape(string where, NpyArray array, IReadOnlyList<long> shape)
    {
        if (array.Type.Name != "float32" || array.Shape is not [>= MinFrames, > 0, > 0])
        {
            throw FileError.At(where,
                $"expected float32 [T, H, W] with T >= {MinFrames}, "
                + $"got {array.Type.Name} {NpyHeader.Describe(array.Shape)}.");
        }

        if (!array.Shape.SequenceEqual(shape))
        {
            throw FileError.At(where,
                $"expected the shape {NpyHeader.Describe(shape)} of '{Keys[0]}', "
                + $"got {NpyHeader.Describe(array.Shape)}.");
        }
    }

    private void Fill(int channel, ReadOnlySpan<float> values)
    {
        for (int t = 0; t < Frames; t++)
        {
            var frame = values.Slice(t * Plane, Plane);
            FiniteValues.Require(frame, $"{Source}, array '{Keys[channel]}'", t, Width);
            frame.CopyTo(data.AsSpan(((t * Channels) + channel) * Plane));
        }
    }

    private static void Divide(Span<float> values, float divisor)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(values[i..]) / new Vector<float>(divisor)).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] /= divisor;
        }
    }

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
