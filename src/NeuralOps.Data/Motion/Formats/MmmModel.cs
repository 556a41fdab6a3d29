using System.Xml;
using System.Xml.Linq;

namespace NeuralOps.Data;

/// <summary>An MMM body (<c>mmm.xml</c>): nodes with a place in their parent's frame and a revolute or prismatic
/// joint.</summary>
internal sealed class MmmModel
{
    private readonly Dictionary<string, MmmNode> nodes = new(StringComparer.Ordinal);

    private MmmModel(string path) => Path = path;

    public string Path { get; }

    /// <summary>The nodes, each after its parent; the first is the root.</summary>
    public List<MmmNode> Ordered { get; } = [];

    public static MmmModel Read(string path)
    {
        var model = new MmmModel(path);
        var root = XmlSource.Load(path, "Robot");
        foreach (var element in root.Elements("RobotNode"))
        {
            var node = model.ReadNode(element);
            if (!model.nodes.TryAdd(node.Name, node))
            {
                throw XmlSource.Error(
                    path, element, "nodes with different names", $"'{TextSource.Shown(node.Name)}' twice");
            }

            if (model.nodes.Count > ArticulatedMotion.MaxJoints)
            {
                throw XmlSource.Error(path, element, $"at most {ArticulatedMotion.MaxJoints} nodes", "more");
            }
        }

        model.Order(root);
        return model;
    }

    public MmmNode? Find(string name) => nodes.GetValueOrDefault(name);

    private MmmNode ReadNode(XElement element)
    {
        var node = new MmmNode(element.RequiredName(Path), ((IXmlLineInfo)element).LineNumber);
        if (element.Element("Transform") is { } transform)
        {
            ReadPlace(transform.Required(Path, "Matrix4x4"), node);
        }

        if (element.Element("Joint") is { } joint)
        {
            ReadJoint(joint, node);
        }

        node.Children.AddRange(element.Elements("Child").Select(child => child.RequiredName(Path)));
        return node;
    }

    private void ReadPlace(XElement matrix, MmmNode node)
    {
        double[][] rows =
        [
            .. Enumerable.Range(1, 3).Select(row => matrix.Required(Path, $"row{row}"))
                .Select(row => Enumerable.Range(1, 4).Select(column => row.Number(Path, $"c{column}")).ToArray()),
        ];
        node.Offset = Column(rows, 3) * Unit(matrix);
        node.Rest = Axes.Turn(Column(rows, 0), Column(rows, 1), Column(rows, 2)) ?? throw XmlSource.Error(
            Path, matrix, $"a rotation of node '{TextSource.Shown(node.Name)}'", "a matrix that is none");
    }

    private void ReadJoint(XElement joint, MmmNode node)
    {
        string? type = (string?)joint.Attribute("type");
        switch (type)
        {
            case "revolute":
                (node.Turns, node.Axis) = (true, Direction(joint.Required(Path, "axis"), node));
                break;
            case "prismatic":
                node.Axis = Direction(joint.Required(Path, "translationdirection"), node);
                var limits = joint.Element("limits");
                node.Segment = limits is null ? null : limits.Number(Path, "hi") * Unit(limits);
                break;
            case "fixed":
                break;
            default:
                throw XmlSource.Error(
                    Path,
                    joint,
                    $"a revolute, prismatic or fixed joint of node '{TextSource.Shown(node.Name)}'",
                    $"'{TextSource.Shown(type ?? "")}'");
        }
    }

    private Vec3 Direction(XElement element, MmmNode node)
    {
        var axis = new Vec3(element.Number(Path, "x"), element.Number(Path, "y"), element.Number(Path, "z"));
        return axis.Length > 1e-6
            ? axis.Unit
            : throw XmlSource.Error(Path, element, $"an axis of node '{TextSource.Shown(node.Name)}'", "zeros");
    }

    private double Unit(XElement element) => (string?)element.Attribute("units") switch
    {
        "mm" => 0.001,
        "m" or null => 1,
        var unit => throw XmlSource.Error(Path, element, "the unit mm or m", $"'{TextSource.Shown(unit)}'"),
    };

    private void Order(XElement robot)
    {
        string name = (string?)robot.Attribute("RootNode")
            ?? throw XmlSource.Error(Path, robot, "the attribute RootNode", "none");
        var open = new Queue<MmmNode>([Named(name, "the root")]);
        HashSet<string> reached = [name];
        while (open.TryDequeue(out var node))
        {
            Ordered.Add(node);
            foreach (string child in node.Children)
            {
                var next = Named(child, $"child of '{TextSource.Shown(node.Name)}'");
                if (!reached.Add(child))
                {
                    throw FileError.At(
                        $"{Path}, line {node.Line}",
                        $"expected node '{TextSource.Shown(child)}' to be the child of one node, "
                        + "found it reached twice.");
                }

                next.Parent = node;
                open.Enqueue(next);
            }
        }
    }

    private MmmNode Named(string name, string role) => nodes.GetValueOrDefault(name)
        ?? throw FileError.At(Path, $"expected a node '{TextSource.Shown(name)}', {role}, found none.");

    private static Vec3 Column(double[][] rows, int column) => new(rows[0][column], rows[1][column], rows[2][column]);
}
