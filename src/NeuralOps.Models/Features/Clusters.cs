namespace NeuralOps.Models;

/// <summary>Clusters of marked cells that touch along an edge of a periodic grid.</summary>
internal static class Clusters
{
    /// <summary>The number of clusters and the cells of the largest.</summary>
    public static (int Count, int Largest) Of(ReadOnlySpan<bool> marked, int width)
    {
        bool[] open = marked.ToArray();
        var waiting = new Stack<int>();
        var (count, largest) = (0, 0);
        for (int start = 0; start < open.Length; start++)
        {
            if (open[start])
            {
                count++;
                largest = Math.Max(largest, Fill(open, start, width, waiting));
            }
        }

        return (count, largest);
    }

    private static int Fill(bool[] open, int start, int width, Stack<int> waiting)
    {
        int size = 0;
        Visit(start);
        while (waiting.TryPop(out int cell))
        {
            size++;
            int column = cell % width;
            Visit(cell - column + ((column + 1) % width));
            Visit(cell - column + ((column + width - 1) % width));
            Visit((cell + width) % open.Length);
            Visit((cell + open.Length - width) % open.Length);
        }

        return size;

        void Visit(int cell)
        {
            if (open[cell])
            {
                open[cell] = false;
                waiting.Push(cell);
            }
        }
    }
}
