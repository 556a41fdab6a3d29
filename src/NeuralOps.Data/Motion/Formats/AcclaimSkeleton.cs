namespace NeuralOps.Data;

/// <summary>An <c>.asf</c> file: bones with a direction, a length, axes and degrees of freedom, and who hangs on
/// whom.</summary>
internal sealed class AcclaimSkeleton
{
    public const string Root = "root";
    private const double Inch = 0.0254;
    private const double RadiansPerDegree = Math.PI / 180;
    private readonly TextSource text;
    private readonly Dictionary<string, AcclaimBone> bones = new(StringComparer.Ordinal);
    private double anglesPerUnit = RadiansPerDegree;

    private AcclaimSkeleton(TextSource text) => this.text = text;

    /// <summary>The bones, each after the one it hangs on; the first is the root.</summary>
    public List<AcclaimBone> Ordered { get; } = [];

    public double MetresPerUnit { get; private set; } = Inch;

    public bool InDegrees => anglesPerUnit == RadiansPerDegree;

    public static AcclaimSkeleton Read(string path)
    {
        using var source = new TextSource(path, '#');
        var skeleton = new AcclaimSkeleton(source);
        skeleton.ReadSections();
        skeleton.Order(path);
        return skeleton;
    }

    /// <summary>The joints; each takes as many columns of a frame's row as its bone has degrees of freedom.</summary>
    public IEnumerable<ArticulatedJoint> Joints()
    {
        var indices = Ordered.Select((bone, index) => (bone.Name, index)).ToDictionary(p => p.Name, p => p.index);
        int column = 0;
        foreach (var bone in Ordered)
        {
            yield return bone.ToJoint(bone.Parent is null ? -1 : indices[bone.Parent], column);
            column += bone.Freedoms.Count;
        }
    }

    private void ReadSections()
    {
        bool more = text.NextLine();
        while (more)
        {
            string section = text.Words[0];
            if (section[0] != ':')
            {
                throw text.Error("a section as ':bonedata'", $"'{TextSource.Shown(section)}'");
            }

            more = section switch
            {
                ":units" => ReadLines(ReadUnit),
                ":root" => ReadRoot(),
                ":bonedata" => ReadLines(ReadBone),
                ":hierarchy" => ReadLines(ReadChildren),
                _ => ReadLines(() => { }),
            };
        }
    }

    private bool ReadLines(Action line)
    {
        bool more;
        while ((more = text.NextLine()) && text.Words[0][0] != ':')
        {
            line();
        }

        return more;
    }

    private void ReadUnit()
    {
        switch (text.Words)
        {
            case ["length", var word]:
                double length = text.Number(word, "a unit of length");
                MetresPerUnit = length > 0 ? Inch / length : throw text.Error("a unit of length above 0", word);
                break;
            case ["angle", "deg" or "rad"]:
                anglesPerUnit = text.Words[1] == "deg" ? RadiansPerDegree : 1;
                break;
            case ["angle", ..]:
                throw text.Error("angles in deg or rad", $"'{TextSource.Shown(string.Join(' ', text.Words[1..]))}'");
            default:
                break;
        }
    }

    private bool ReadRoot()
    {
        var bone = Add(Root);
        string order = "XYZ";
        Vec3 orientation = default;
        bool more = ReadLines(() =>
        {
            switch (text.Words[0])
            {
                case "order":
                    bone.SetFreedoms(text);
                    break;
                case "axis":
                    order = text.Words.Length > 1 ? text.Words[1] : "";
                    break;
                case "position":
                    bone.Offset = ReadVector(1) * MetresPerUnit;
                    break;
                case "orientation":
                    orientation = ReadVector(1) * anglesPerUnit;
                    break;
                default:
                    break;
            }
        });
        bone.Frame = Turned(order, orientation);
        return more;
    }

    private void ReadBone()
    {
        RequireWord("begin");
        AcclaimBone? bone = null;
        for (text.RequireLine("the bone's 'end'"); text.Words[0] != "end"; text.RequireLine("the bone's 'end'"))
        {
            if (text.Words is ["name", var name])
            {
                bone = Add(name);
            }
            else if (bone is not null)
            {
                ReadBoneLine(bone);
            }
        }

        if (bone is null)
        {
            throw text.Error("the name of the bone", "none");
        }
    }

    private void ReadBoneLine(AcclaimBone bone)
    {
        switch (text.Words[0])
        {
            case "direction":
                bone.Direction = ReadVector(1);
                break;
            case "length":
                bone.Length = text.Words.Length > 1
                    ? text.Number(text.Words[1], "the bone's length") * MetresPerUnit
                    : throw text.Error("the bone's length", "none");
                break;
            case "axis":
                bone.Frame = Turned(text.Words.Length > 4 ? text.Words[4] : "", ReadVector(1) * anglesPerUnit);
                break;
            case "dof":
                bone.SetFreedoms(text);
                break;
            default:
                break;
        }
    }

    private void ReadChildren()
    {
        if (text.Words is ["begin"] or ["end"])
        {
            return;
        }

        var parent = Bone(text.Words[0]);
        foreach (string name in text.Words.Skip(1))
        {
            var child = Bone(name);
            if (child.Parent is not null || child.Name == Root)
            {
                throw text.Error(
                    $"bone '{TextSource.Shown(name)}' to hang on one bone", $"'{child.Parent ?? "nothing"}' before");
            }

            child.Parent = parent.Name;
            parent.Children.Add(child);
        }
    }

    private AcclaimBone Add(string name)
    {
        if (bones.Count == ArticulatedMotion.MaxJoints)
        {
            throw text.Error($"at most {ArticulatedMotion.MaxJoints} bones", "more");
        }

        var bone = new AcclaimBone(name);
        return bones.TryAdd(name, bone)
            ? bone
            : throw text.Error("bones with different names", $"'{TextSource.Shown(name)}' twice");
    }

    private AcclaimBone Bone(string name) => bones.GetValueOrDefault(name)
        ?? throw text.Error("the name of a bone", $"'{TextSource.Shown(name)}', which is none");

    private Vec3 ReadVector(int first) => text.Words.Length >= first + 3
        ? new(Part(first), Part(first + 1), Part(first + 2))
        : throw text.Error($"three numbers of '{text.Words[0]}'", $"{text.Words.Length - first}");

    private double Part(int word) => text.Number(text.Words[word], $"a number of '{text.Words[0]}'");

    private Quat Turned(string order, Vec3 angles) => Axes.Turns(order, angles)
        ?? throw text.Error("an order of axes as XYZ", $"'{TextSource.Shown(order)}'");

    private void RequireWord(string word)
    {
        if (text.Words[0] != word)
        {
            throw text.Error($"'{word}'", $"'{TextSource.Shown(text.Words[0])}'");
        }
    }

    private void Order(string path)
    {
        if (!bones.TryGetValue(Root, out var root))
        {
            throw FileError.At(path, "expected a section ':root', found none.");
        }

        var open = new Queue<AcclaimBone>([root]);
        while (open.TryDequeue(out var bone))
        {
            Ordered.Add(bone);
            bone.Children.ForEach(open.Enqueue);
        }

        if (Ordered.Count != bones.Count)
        {
            string loose = bones.Values.First(bone => !Ordered.Contains(bone)).Name;
            throw FileError.At(
                path, $"expected every bone to hang on the root, found '{TextSource.Shown(loose)}' that does not.");
        }
    }
}
