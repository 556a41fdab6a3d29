namespace NeuralOps.Data;

/// <summary>The first part of a BVH file.</summary>
internal sealed class BvhHierarchy
{
    private const int MaxChannels = 6;
    private readonly List<Node> nodes = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>For each value of a frame whether it is an angle.</summary>
    public List<bool> Columns { get; } = [];

    public static BvhHierarchy Read(TextSource text)
    {
        var tree = new BvhHierarchy();
        Require(text, "HIERARCHY");
        Require(text, "ROOT");
        for (var open = tree.Open(text, text.Word("the root's name"), null); open is not null;)
        {
            open = tree.Next(text, open);
        }

        return tree;
    }

    /// <summary>The joints, their lengths in metres.</summary>
    public IEnumerable<ArticulatedJoint> Joints(double unit) => nodes.Select(node =>
    {
        // Translations come first: wherever its channel stands, a position is one in the parent's frame.
        JointChannel[] channels = [.. node.Channels.OrderBy(channel => channel.Turns)];
        Vec3 moved = default;
        foreach (var channel in channels.Where(channel => !channel.Turns))
        {
            moved += channel.Axis;
        }

        var offset = node.Offset!.Value;
        return new ArticulatedJoint(node.Name, node.Parent?.Index ?? -1)
        {
            Offset = new Vec3(
                moved.X > 0 ? 0 : offset.X, moved.Y > 0 ? 0 : offset.Y, moved.Z > 0 ? 0 : offset.Z) * unit,
            Channels = channels,
        };
    });

    /// <summary>The longest way along bones from the root, in the file's unit.</summary>
    public double Reach()
    {
        double[] ways = new double[nodes.Count];
        foreach (var node in nodes.Where(node => node.Parent is not null))
        {
            ways[node.Index] = ways[node.Parent!.Index] + node.Offset!.Value.Length;
        }

        return ways.Max();
    }

    private static void Require(TextSource text, string word)
    {
        string found = text.Word(word);
        if (found != word)
        {
            throw text.Error(word, $"'{TextSource.Shown(found)}'");
        }
    }

    private Node Open(TextSource text, string name, Node? parent)
    {
        if (!names.Add(name))
        {
            throw text.Error("joints with different names", $"'{TextSource.Shown(name)}' twice");
        }

        if (nodes.Count == ArticulatedMotion.MaxJoints)
        {
            throw text.Error($"at most {ArticulatedMotion.MaxJoints} joints", "more");
        }

        Require(text, "{");
        var node = new Node(name, nodes.Count, parent);
        nodes.Add(node);
        return node;
    }

    private Node? Next(TextSource text, Node open)
    {
        string expected = $"OFFSET, CHANNELS, JOINT, End Site or }} of joint '{TextSource.Shown(open.Name)}'";
        string word = text.Word(expected);
        switch (word)
        {
            case "OFFSET":
                open.Offset = new(text.Number("x of the offset"), text.Number("y of the offset"),
                    text.Number("z of the offset"));
                return open;
            case "CHANNELS":
                ReadChannels(text, open);
                return open;
            case "JOINT":
                return Open(text, text.Word("the joint's name"), open);
            case "End":
                Require(text, "Site");
                return Open(text, $"{open.Name}_end", open);
            case "}" when open.Offset is null:
                throw text.Error($"an OFFSET of joint '{TextSource.Shown(open.Name)}'", "none");
            case "}":
                return open.Parent;
            default:
                throw text.Error(expected, $"'{TextSource.Shown(word)}'");
        }
    }

    private void ReadChannels(TextSource text, Node open)
    {
        string word = text.Word("the number of channels");
        int count = text.Count(word, "the number of channels");
        if (count > MaxChannels || open.Channels.Count > 0)
        {
            throw text.Error($"at most {MaxChannels} channels of joint '{TextSource.Shown(open.Name)}', stated once",
                $"'{TextSource.Shown(word)}'");
        }

        for (int i = 0; i < count; i++)
        {
            const string Expected = "a channel as Xposition or Zrotation";
            string channel = text.Word(Expected);
            var axis = Axes.Of(channel[0]);
            bool turns = channel[1..] == "rotation";
            if (axis is null || (!turns && channel[1..] != "position"))
            {
                throw text.Error(Expected, $"'{TextSource.Shown(channel)}'");
            }

            if (open.Channels.Any(other => other.Turns == turns && other.Axis == axis))
            {
                throw text.Error($"different channels of joint '{TextSource.Shown(open.Name)}'", $"{channel} twice");
            }

            open.Channels.Add(new(turns, axis.Value, Columns.Count));
            Columns.Add(turns);
        }
    }

    private sealed class Node(string name, int index, Node? parent)
    {
        public string Name => name;

        public int Index => index;

        public Node? Parent => parent;

        public Vec3? Offset { get; set; }

        public List<JointChannel> Channels { get; } = [];
    }
}
