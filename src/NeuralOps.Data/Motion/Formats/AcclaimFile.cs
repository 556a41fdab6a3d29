namespace NeuralOps.Data;

/// <summary>
/// Acclaim motion capture: a skeleton (<c>.asf</c>) and its motion (<c>.amc</c>), as the CMU recordings are. A bone's
/// rotation is C M C⁻¹, C from its axes and M from its degrees of freedom; a joint bears its bone's name and stands at
/// the bone's far end.
/// </summary>
/// <remarks>One unit of length is 1/<c>length</c> inches: 0.45 in the CMU recordings, 56.4 mm.</remarks>
public static class AcclaimFile
{
    /// <summary>Rate of the CMU recordings; a motion file does not state its own.</summary>
    public const double CmuFramesPerSecond = 120;

    /// <summary>Reads a skeleton alone: one frame in its rest pose.</summary>
    /// <param name="path">The <c>.asf</c> file.</param>
    /// <exception cref="InvalidDataException">A word or value is missing, a bone is there twice or hangs on nothing;
    /// the message names the line.</exception>
    public static ArticulatedMotion ReadSkeleton(string path)
    {
        var skeleton = AcclaimSkeleton.Read(path);
        int width = skeleton.Ordered.Sum(bone => bone.Freedoms.Count);
        return new(
            [.. skeleton.Joints()], new double[width], width, CmuFramesPerSecond, skeleton.MetresPerUnit, path);
    }

    /// <summary>Reads a motion.</summary>
    /// <param name="skeletonPath">The <c>.asf</c> file.</param>
    /// <param name="motionPath">The <c>.amc</c> file.</param>
    /// <param name="framesPerSecond">The motion's rate, positive.</param>
    /// <exception cref="InvalidDataException">As of <see cref="ReadSkeleton"/>, or the motion has bones that the
    /// skeleton lacks, lacks some that it has, or does not count its frames; the message names the line.</exception>
    public static ArticulatedMotion Read(
        string skeletonPath, string motionPath, double framesPerSecond = CmuFramesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        var skeleton = AcclaimSkeleton.Read(skeletonPath);
        using var text = new TextSource(motionPath, '#');
        var motion = new AcclaimMotion(skeleton, text, Path.GetFileName(skeletonPath));
        return new(
            [.. skeleton.Joints()],
            motion.Read(),
            motion.Width,
            framesPerSecond,
            skeleton.MetresPerUnit,
            motionPath);
    }
}
