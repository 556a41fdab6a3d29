namespace NeuralOps.Data;

/// <summary>
/// The way of the pelvis over the floor: a distance over time along a line whose direction is a function of the
/// distance.
/// </summary>
internal sealed class GroundTrack
{
    private const double Cell = 0.1;

    /// <summary>Gauss–Legendre nodes and weights on [0, 1].</summary>
    private static readonly (double Node, double Weight)[] Gauss =
    [
        (0.046910077030668, 0.118463442528095), (0.230765344947158, 0.239314335249683), (0.5, 0.284444444444444),
        (0.769234655052842, 0.239314335249683), (0.953089922969332, 0.118463442528095),
    ];

    private readonly QuinticTrack turn;
    private readonly double offset;
    private readonly double scale;
    private readonly Vec3[] nodes;

    /// <param name="distance">Along the line, over time, from 0.</param>
    /// <param name="turn">Heading in radians over the distance.</param>
    /// <param name="offset">Direction of the way against the heading.</param>
    /// <param name="scale">Metres of way for a metre of distance; 0 turns on the spot.</param>
    public GroundTrack(QuinticTrack distance, QuinticTrack turn, double offset = 0, double scale = 1)
    {
        Distance = distance;
        this.turn = turn;
        this.offset = offset;
        this.scale = scale;
        nodes = new Vec3[(int)(distance.Last / Cell) + 2];
        for (int node = 1; node < nodes.Length; node++)
        {
            nodes[node] = nodes[node - 1] + Along((node - 1) * Cell, Cell);
        }
    }

    public QuinticTrack Distance { get; }

    public double Heading(double time) => turn[Distance[time]];

    /// <summary>Place of the pelvis, at height 0.</summary>
    public Vec3 At(double time)
    {
        double distance = Distance[time];
        int node = Math.Clamp((int)(distance / Cell), 0, nodes.Length - 1);
        return nodes[node] + Along(node * Cell, distance - (node * Cell));
    }

    /// <summary>A place beside the pelvis' place, in metres to the left and ahead of it.</summary>
    public Vec3 Beside(double time, double left, double ahead = 0) =>
        At(time) + Turn.AboutY(Heading(time)).Rotate(new(left, 0, ahead));

    private Vec3 Along(double from, double length)
    {
        var sum = new Vec3(0, 0, 0);
        foreach (var (node, weight) in Gauss)
        {
            var (sin, cos) = Math.SinCos(turn[from + (node * length)] + offset);
            sum += new Vec3(sin, 0, cos) * (weight * length * scale);
        }

        return sum;
    }
}
