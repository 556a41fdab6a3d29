using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>One motion as raw, un-normalised feature vectors, with its captions: what folders, readers and the
/// generator make and a <see cref="MotionDataset"/> takes.</summary>
public sealed class MotionClip
{
    private readonly float[] features;

    /// <summary>Takes the vectors as they are, without a copy.</summary>
    /// <param name="id">Names the clip in every error, e.g. <c>"00001"</c>.</param>
    /// <param name="features">The vectors, frame after frame, [T, D].</param>
    /// <param name="width">D, features of a frame, from 1.</param>
    /// <param name="framesPerSecond">Frames a second, positive.</param>
    /// <param name="captions">Texts that describe the whole clip; none is allowed.</param>
    /// <exception cref="InvalidDataException">There is no frame, a frame is incomplete, or a value is not
    /// finite.</exception>
    public MotionClip(
        string id, float[] features, int width, double framesPerSecond, IReadOnlyList<string> captions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        if (features.Length == 0)
        {
            throw FileError.At(Place(id), "expected at least 1 frame, got none.");
        }

        if (features.Length % width != 0)
        {
            throw FileError.At(Place(id),
                $"expected frames of {width} features, got {features.Length} values, "
                + $"{features.Length / width} frames and {features.Length % width} values more.");
        }

        for (int at = 0; at < features.Length; at++)
        {
            if (!float.IsFinite(features[at]))
            {
                throw FileError.At(Place(id),
                    $"expected finite values, got {Named(features[at])} in frame {at / width}, feature {at % width}.");
            }
        }

        Id = id;
        this.features = features;
        Width = width;
        FramesPerSecond = framesPerSecond;
        Captions = captions;
    }

    /// <summary>The clip's name.</summary>
    public string Id { get; }

    /// <summary>T, the number of frames.</summary>
    public int Frames => features.Length / Width;

    /// <summary>D, features of a frame.</summary>
    public int Width { get; }

    /// <summary>Frames a second.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Texts that describe the clip, perhaps none.</summary>
    public IReadOnlyList<string> Captions { get; }

    /// <summary>The raw vectors, frame after frame, [T, D].</summary>
    public ReadOnlyMemory<float> Features => features;

    /// <summary>A clip of frames that are arrays of their own.</summary>
    /// <param name="id">Names the clip in every error.</param>
    /// <param name="rows">The frames, of one width, at least one.</param>
    /// <param name="framesPerSecond">Frames a second, positive.</param>
    /// <param name="captions">Texts that describe the whole clip.</param>
    /// <exception cref="InvalidDataException">There is no frame, the frames are of several widths, or a value is not
    /// finite.</exception>
    public static MotionClip FromRows(
        string id, IReadOnlyList<float[]> rows, double framesPerSecond, IReadOnlyList<string> captions)
    {
        int width = rows.Count == 0 ? 1 : rows[0].Length;
        for (int frame = 0; frame < rows.Count; frame++)
        {
            if (rows[frame].Length != width)
            {
                throw FileError.At(Place(id),
                    $"ragged frames: expected {width} features as in frame 0, got {rows[frame].Length} "
                    + $"in frame {frame}.");
            }
        }

        return new(id, [.. rows.SelectMany(row => row)], width, framesPerSecond, captions);
    }

    /// <summary>The raw vectors as a new float32 tensor on the CPU, [T, D].</summary>
    public Tensor ToTensor()
    {
        var result = empty([Frames, Width], dtype: ScalarType.Float32, device: CPU);
        MemoryMarshal.AsBytes(features.AsSpan()).CopyTo(result.bytes);
        return result;
    }

    internal static string Place(string id) => $"clip '{id}'";

    private static string Named(float value) => float.IsNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
}
