using System.Buffers;
using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// A data set in the form of HumanML3D and KIT: vectors in <c>new_joint_vecs/&lt;id&gt;.npy</c> [T, D], joints in
/// <c>new_joints/&lt;id&gt;.npy</c> [T, J, 3], captions in <c>texts/&lt;id&gt;.txt</c> (or all in
/// <c>annotations.json</c>), ids of the splits in <c>train.txt</c>, <c>val.txt</c>, <c>test.txt</c> and
/// <c>all.txt</c>, <c>Mean.npy</c> and <c>Std.npy</c>. An id that begins with M is its mirror image.
/// </summary>
/// <remarks>
/// The width of the statistics tells the layout and with it the frame rate: 251 KIT at 12.5, 263 HumanML3D at 20 frames
/// a second. KIT's published files are in millimetres, told by a mean root height above 10: everything is read as
/// metres.
/// </remarks>
public sealed partial class MotionFolder
{
    private const string Vectors = "new_joint_vecs", Joints = "new_joints", Texts = "texts";
    private const string AnnotationsFile = "annotations.json", All = "all";
    private const double TallestMetres = 10;
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("/\\:\0\r\n");
    private static readonly string[] KnownSplits = ["train", "val", "test", All];
    private static readonly string[] Written =
        [Vectors, Joints, Texts, "Mean.npy", "Std.npy", .. KnownSplits.Select(split => split + ".txt")];
    private readonly IReadOnlyDictionary<string, MotionAnnotation>? annotations;

    private MotionFolder(string path)
    {
        Path = path;
        var stored = MotionStatistics.Read(path);
        Layout = MotionLayout.All.FirstOrDefault(layout => layout.Width == stored.Width) ?? throw FileError.At(
            Under("Mean.npy"),
            $"expected {string.Join(" or ", MotionLayout.All.Select(l => $"{l.Width} ({l})"))} channels, "
            + $"found {stored.Width}.");
        MetresPerUnit = stored.Mean[MotionLayout.RootHeight.Start] > TallestMetres ? 0.001 : 1;
        Statistics = MetresPerUnit == 1 ? stored : stored.Rescale(Layout, MetresPerUnit);
        Splits = [.. KnownSplits.Where(split => File.Exists(ListOf(split)))];
        annotations = !Directory.Exists(Under(Texts)) && File.Exists(Under(AnnotationsFile))
            ? MotionAnnotation.ReadFile(Under(AnnotationsFile))
            : null;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the vectors hold.</summary>
    public MotionLayout Layout { get; }

    /// <summary>Frames per second, the layout's.</summary>
    public double FramesPerSecond => Layout.FramesPerSecond;

    /// <summary>The files' unit of length in metres: 1 or 0.001.</summary>
    public double MetresPerUnit { get; }

    /// <summary>Mean and deviation of the vectors, in metres.</summary>
    public MotionStatistics Statistics { get; }

    /// <summary>The splits it has lists of, of <c>train</c>, <c>val</c>, <c>test</c> and <c>all</c>.</summary>
    public IReadOnlyList<string> Splits { get; }

    /// <summary>Opens a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it has no vectors.</exception>
    /// <exception cref="FileNotFoundException"><c>Mean.npy</c> or <c>Std.npy</c> is missing.</exception>
    /// <exception cref="InvalidDataException">They have the width of no layout, or the annotations are bad.</exception>
    public static MotionFolder Open(string path) => IsOne(path)
        ? new(path)
        : throw new DirectoryNotFoundException($"{path}: expected a folder of motions with {Vectors}, found none.");

    /// <summary>Whether a folder holds motions.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsOne(string path) => Directory.Exists(System.IO.Path.Combine(path, Vectors));

    /// <summary>The ids that a split lists.</summary>
    /// <param name="split">One of <see cref="Splits"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such list.</exception>
    /// <exception cref="InvalidDataException">An id is there twice or leaves the folder, or the list is not in UTF-8;
    /// the message names the line.</exception>
    public IReadOnlyList<string> Ids(string split)
    {
        string list = ListOf(split);
        if (!Splits.Contains(split))
        {
            throw new FileNotFoundException(
                $"{list}: expected the ids of split '{split}', found no file; there is "
                + $"{(Splits.Count == 0 ? "none" : string.Join(", ", Splits))}.",
                list);
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (var (line, where) in TextSource.LinesOf(list))
        {
            string id = line.Trim();
            if (!(IsFileName(id) && ids.Add(id)))
            {
                throw FileError.At(where, $"expected the name of a clip, once, found '{TextSource.Shown(id)}'.");
            }
        }

        return [.. ids];
    }

    /// <summary>Reads the clips of a split; ids without vectors are left out and listed.</summary>
    /// <param name="split">One of <see cref="Splits"/>.</param>
    /// <exception cref="InvalidDataException">No id has vectors, a file of vectors has another width or a value that
    /// is not finite, or a caption's line is bad; the message names file and line.</exception>
    public MotionFolderSplit Read(string split)
    {
        var ids = Ids(split);
        ILookup<bool, string> present = ids.ToLookup(id => File.Exists(FileOf(Vectors, id)));
        if (!present[true].Any())
        {
            throw FileError.At(
                ListOf(split),
                $"expected ids that have vectors in {Vectors}, found {ids.Count} ids and none that has.");
        }

        List<MotionClip> clips = [];
        int empty = 0;
        foreach (string id in present[true])
        {
            empty += AddClips(id, clips);
        }

        return new(clips, [.. present[false]], empty);
    }

    /// <summary>The joints of a clip, in metres.</summary>
    /// <param name="id">The clip.</param>
    /// <exception cref="FileNotFoundException">It has no file of joints.</exception>
    /// <exception cref="InvalidDataException">The file is no [T, J, 3], or has a value that is not finite.</exception>
    public JointMotion ReadJoints(string id)
    {
        string path = FileOf(Joints, id);
        var array = NpyFile.Read(path);
        if (array.Shape is not [> 0, var joints, 3] || joints != Layout.Joints)
        {
            throw FileError.At(
                path, $"expected shape [T, {Layout.Joints}, 3], found {NpyHeader.Describe([.. array.Shape])}.");
        }

        double[] positions = Array.ConvertAll(array.ToFloats(), x => x * MetresPerUnit);
        int bad = Array.FindIndex(positions, x => !double.IsFinite(x));
        return bad < 0
            ? new(positions, Layout, FramesPerSecond, path)
            : throw FileError.At(path, $"expected finite positions, found {positions[bad]} at element {bad}.");
    }

    private static bool IsFileName(string id) =>
        id.Length > 0 && id[0] != '.' && id.Trim() == id && !id.AsSpan().ContainsAny(PathCharacters);

    private int AddClips(string id, List<MotionClip> clips)
    {
        float[] features = ReadVectors(id);
        int width = Layout.Width, frames = features.Length / width, empty = 0;
        var captions = Captions(id);
        string[] whole = [.. captions.Where(caption => caption.IsWhole).Select(caption => caption.Text)];
        if (whole.Length > 0 || captions.Count == 0)
        {
            clips.Add(new(id, features, width, FramesPerSecond, whole));
        }

        int part = 0;
        var parts = captions.Where(caption => !caption.IsWhole).GroupBy(caption => (caption.Start, caption.End));
        foreach (var same in parts)
        {
            part++;
            int start = (int)(same.Key.Start * FramesPerSecond);
            int end = Math.Min((int)(same.Key.End * FramesPerSecond), frames);
            if (start >= end)
            {
                empty++;
                continue;
            }

            clips.Add(new(
                $"{id}_part{part}", features[(start * width)..(end * width)], width, FramesPerSecond,
                [.. same.Select(caption => caption.Text)]));
        }

        return empty;
    }

    private float[] ReadVectors(string id)
    {
        string path = FileOf(Vectors, id);
        var array = NpyFile.Read(path);
        if (array.Shape is not [> 0, var width] || width != Layout.Width)
        {
            throw FileError.At(
                path,
                $"expected shape [T, {Layout.Width}] as Mean.npy says ({Layout}), "
                + $"found {NpyHeader.Describe([.. array.Shape])}.");
        }

        float[] features = array.ToFloats();
        int bad = Array.FindIndex(features, x => !float.IsFinite(x));
        if (bad >= 0)
        {
            throw FileError.At(
                path,
                $"expected finite features, found {features[bad]} in frame {bad / width}, feature {bad % width}.");
        }

        return MetresPerUnit == 1 ? features : MotionFeatures.Rescale(features, Layout, MetresPerUnit);
    }

    private IReadOnlyList<CaptionLine> Captions(string id)
    {
        if (annotations is not null)
        {
            return annotations.TryGetValue(id, out var annotation) ? [.. annotation.Captions()] : [];
        }

        string path = System.IO.Path.Combine(Path, Texts, id + ".txt");
        return File.Exists(path) ? CaptionLine.ReadFile(path) : [];
    }

    private string Under(string name) => System.IO.Path.Combine(Path, name);

    private string ListOf(string split) => Under(split + ".txt");

    private string FileOf(string part, string id) => System.IO.Path.Combine(Path, part, id + ".npy");
}
