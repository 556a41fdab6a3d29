namespace NeuralOps.Core;

/// <summary>Sums and differences of a sequence and its mirror image, and back.</summary>
internal static unsafe class KernelFold<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    private static nint Strip => 2 * TLanes.Count;

    /// <summary>
    /// Folds rows x_j [columns] over j into strips two registers wide: u [columns/strip, J, strip] and v alike. Columns
    /// from <paramref name="valid"/> on are zero.
    /// </summary>
    public static void Rows(LeadingAxis axis, float* x, nint stride, nint valid, nint columns, float* u, float* v)
    {
        for (nint j = 0; j < axis.Folded; j++)
        {
            float* a = x + (j * stride), b = x + ((axis.Points - j) * stride);
            var isOwnMirror = axis.IsOwnMirror(j);
            for (nint column = 0; column < columns; column += Strip)
            {
                var at = (column * axis.Folded) + (j * Strip);
                if (column + Strip > valid)
                {
                    Tail(a + column, b + column, valid - column, isOwnMirror, u + at, v + at);
                    continue;
                }

                for (nint lane = 0; lane < Strip; lane += TLanes.Count)
                {
                    var first = TLanes.Load(a + column + lane);
                    var second = isOwnMirror ? default : TLanes.Load(b + column + lane);
                    TLanes.Store(TLanes.Add(first, second), u + at + lane);
                    TLanes.Store(isOwnMirror ? default : TLanes.Subtract(first, second), v + at + lane);
                }
            }
        }
    }

    /// <summary>Writes rows j and n − j of y from their even and odd parts.</summary>
    public static void Unfold(LeadingAxis axis, nint j, float* even, float* odd, float* y, nint stride, nint columns)
    {
        float* first = y + (j * stride), second = y + ((axis.Points - j) * stride);
        var isOwnMirror = axis.IsOwnMirror(j);
        nint column = 0;
        for (; column + TLanes.Count <= columns; column += TLanes.Count)
        {
            TVector c = TLanes.Load(even + column), s = TLanes.Load(odd + column);
            TLanes.Store(TLanes.Add(c, s), first + column);
            if (!isOwnMirror)
            {
                TLanes.Store(TLanes.Subtract(c, s), second + column);
            }
        }

        for (; column < columns; column++)
        {
            first[column] = even[column] + odd[column];
            if (!isOwnMirror)
            {
                second[column] = even[column] - odd[column];
            }
        }
    }

    /// <summary>Folds one contiguous line of n numbers to u and v of J each.</summary>
    public static void Line(LastAxis axis, float* x, float* u, float* v)
    {
        nint n = axis.Points, half = n / 2, lanes = TLanes.Count;
        if (half >= lanes)
        {
            for (nint j = 1; ; j += lanes)
            {
                j = nint.Min(j, half - lanes + 1);
                var a = TLanes.Load(x + j);
                var b = TLanes.Reverse(TLanes.Load(x + n - j - lanes + 1));
                TLanes.Store(TLanes.Add(a, b), u + j);
                TLanes.Store(TLanes.Subtract(a, b), v + j);
                if (j + lanes > half)
                {
                    break;
                }
            }
        }
        else
        {
            for (nint j = 1; j <= half; j++)
            {
                (u[j], v[j]) = (x[j] + x[n - j], x[j] - x[n - j]);
            }
        }

        (u[0], v[0]) = (x[0], 0);
        if (2 * half == n)
        {
            (u[half], v[half]) = (x[half], 0);
        }
    }

    /// <summary>Writes one contiguous line from its even and odd part.</summary>
    public static void UnfoldLine(LastAxis axis, float* even, float* odd, float* y)
    {
        nint n = axis.Points, half = n / 2, lanes = TLanes.Count;
        y[0] = even[0];
        if (half >= lanes)
        {
            for (nint j = 1; ; j += lanes)
            {
                j = nint.Min(j, half - lanes + 1);
                TVector c = TLanes.Load(even + j), s = TLanes.Load(odd + j);
                TLanes.Store(TLanes.Add(c, s), y + j);
                TLanes.Store(TLanes.Reverse(TLanes.Subtract(c, s)), y + n - j - lanes + 1);
                if (j + lanes > half)
                {
                    return;
                }
            }
        }

        for (nint j = 1; j <= half; j++)
        {
            y[j] = even[j] + odd[j];
            y[n - j] = even[j] - odd[j];
        }
    }

    private static void Tail(float* a, float* b, nint valid, bool isOwnMirror, float* u, float* v)
    {
        for (nint lane = 0; lane < Strip; lane++)
        {
            var first = lane < valid ? a[lane] : 0;
            var second = lane < valid && !isOwnMirror ? b[lane] : 0;
            u[lane] = first + second;
            v[lane] = isOwnMirror ? 0 : first - second;
        }
    }
}
