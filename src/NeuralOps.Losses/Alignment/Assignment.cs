namespace NeuralOps.Losses;

/// <summary>
/// The one-to-one assignment of least total cost by the Hungarian method with potentials (Kuhn 1955, Jonker and
/// Volgenant 1987), O(n² m).
/// </summary>
public static class Assignment
{
    /// <summary>The column of each row, or −1 where there are fewer columns than rows and the row stays
    /// alone.</summary>
    /// <param name="costs">[n, m], finite.</param>
    /// <exception cref="ArgumentException">A cost is not finite.</exception>
    public static int[] Of(double[,] costs)
    {
        if (costs.Cast<double>().Any(cost => !double.IsFinite(cost)))
        {
            throw new ArgumentException("Expected finite costs, got NaN or infinity among them.", nameof(costs));
        }

        (int rows, int columns) = (costs.GetLength(0), costs.GetLength(1));
        if (rows <= columns)
        {
            return Wide((i, j) => costs[i, j], rows, columns);
        }

        int[] result = new int[rows];
        Array.Fill(result, -1);
        foreach (var (column, row) in Wide((i, j) => costs[j, i], columns, rows).Index())
        {
            result[row] = column;
        }

        return result;
    }

    // Rows are added one by one; each follows the cheapest alternating path to a free column. Index 0 stands for none.
    private static int[] Wide(Func<int, int, double> cost, int rows, int columns)
    {
        double[] rowPotential = new double[rows + 1];
        double[] columnPotential = new double[columns + 1];
        int[] owner = new int[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            int[] before = new int[columns + 1];
            double[] slack = new double[columns + 1];
            bool[] isReached = new bool[columns + 1];
            Array.Fill(slack, double.PositiveInfinity);
            owner[0] = row;
            int column = 0;
            do
            {
                isReached[column] = true;
                int current = owner[column];
                int next = 0;
                double least = double.PositiveInfinity;
                for (int j = 1; j <= columns; j++)
                {
                    if (isReached[j])
                    {
                        continue;
                    }

                    double reduced = cost(current - 1, j - 1) - rowPotential[current] - columnPotential[j];
                    if (reduced < slack[j])
                    {
                        (slack[j], before[j]) = (reduced, column);
                    }

                    if (slack[j] < least)
                    {
                        (least, next) = (slack[j], j);
                    }
                }

                for (int j = 0; j <= columns; j++)
                {
                    if (isReached[j])
                    {
                        rowPotential[owner[j]] += least;
                        columnPotential[j] -= least;
                    }
                    else
                    {
                        slack[j] -= least;
                    }
                }

                column = next;
            }
            while (owner[column] != 0);
            for (; column != 0; column = before[column])
            {
                owner[column] = owner[before[column]];
            }
        }

        int[] result = new int[rows];
        for (int j = 1; j <= columns; j++)
        {
            if (owner[j] > 0)
            {
                result[owner[j] - 1] = j - 1;
            }
        }

        return result;
    }
}
