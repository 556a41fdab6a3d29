using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>
/// C = A B for row-major float32 matrices that live in cache: tiles of 8 or 4 rows of C by one or two registers stay in
/// registers while A is broadcast and B is read.
/// </summary>
internal static unsafe class SmallProduct<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Rows are counted in multiples of this; a caller's rows beyond the wanted ones must be readable and
    /// writable.</summary>
    public const int RowStep = 4;

    /// <summary>The product; <paramref name="rows"/> is a multiple of <see cref="RowStep"/> and
    /// <paramref name="columns"/> of the register's length.</summary>
    public static void Multiply(
        float* a, nint lda, float* b, nint ldb, float* c, nint ldc, nint rows, nint depth, nint columns)
    {
        nint pair = 2 * TLanes.Count;
        nint column = 0;
        for (; column + pair <= columns; column += pair)
        {
            nint row = 0;
            for (; row + 8 <= rows; row += 8)
            {
                Tile8x2(a + (row * lda), lda, b + column, ldb, c + (row * ldc) + column, ldc, depth);
            }

            for (; row < rows; row += RowStep)
            {
                Tile4x2(a + (row * lda), lda, b + column, ldb, c + (row * ldc) + column, ldc, depth);
            }
        }

        for (; column < columns; column += TLanes.Count)
        {
            nint row = 0;
            for (; row + 8 <= rows; row += 8)
            {
                Tile8x1(a + (row * lda), lda, b + column, ldb, c + (row * ldc) + column, ldc, depth);
            }

            for (; row < rows; row += RowStep)
            {
                Tile4x1(a + (row * lda), lda, b + column, ldb, c + (row * ldc) + column, ldc, depth);
            }
        }
    }

    private static void Tile8x2(float* a, nint lda, float* b, nint ldb, float* c, nint ldc, nint depth)
    {
        nint row2 = 2 * lda, row3 = 3 * lda;
        var low = a + (4 * lda);
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;
        TVector c60 = default, c61 = default;
        TVector c70 = default, c71 = default;
        for (nint k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
            var s = TLanes.Broadcast(a[k]);
            c00 = TLanes.MultiplyAdd(s, b0, c00);
            c01 = TLanes.MultiplyAdd(s, b1, c01);
            s = TLanes.Broadcast(a[lda + k]);
            c10 = TLanes.MultiplyAdd(s, b0, c10);
            c11 = TLanes.MultiplyAdd(s, b1, c11);
            s = TLanes.Broadcast(a[row2 + k]);
            c20 = TLanes.MultiplyAdd(s, b0, c20);
            c21 = TLanes.MultiplyAdd(s, b1, c21);
            s = TLanes.Broadcast(a[row3 + k]);
            c30 = TLanes.MultiplyAdd(s, b0, c30);
            c31 = TLanes.MultiplyAdd(s, b1, c31);
            s = TLanes.Broadcast(low[k]);
            c40 = TLanes.MultiplyAdd(s, b0, c40);
            c41 = TLanes.MultiplyAdd(s, b1, c41);
            s = TLanes.Broadcast(low[lda + k]);
            c50 = TLanes.MultiplyAdd(s, b0, c50);
            c51 = TLanes.MultiplyAdd(s, b1, c51);
            s = TLanes.Broadcast(low[row2 + k]);
            c60 = TLanes.MultiplyAdd(s, b0, c60);
            c61 = TLanes.MultiplyAdd(s, b1, c61);
            s = TLanes.Broadcast(low[row3 + k]);
            c70 = TLanes.MultiplyAdd(s, b0, c70);
            c71 = TLanes.MultiplyAdd(s, b1, c71);
            b += ldb;
        }

        Store(c, c00, c01);
        Store(c + ldc, c10, c11);
        Store(c + (2 * ldc), c20, c21);
        Store(c + (3 * ldc), c30, c31);
        Store(c + (4 * ldc), c40, c41);
        Store(c + (5 * ldc), c50, c51);
        Store(c + (6 * ldc), c60, c61);
        Store(c + (7 * ldc), c70, c71);
    }

    private static void Tile4x2(float* a, nint lda, float* b, nint ldb, float* c, nint ldc, nint depth)
    {
        nint row2 = 2 * lda, row3 = 3 * lda;
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        for (nint k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
            var s = TLanes.Broadcast(a[k]);
            c00 = TLanes.MultiplyAdd(s, b0, c00);
            c01 = TLanes.MultiplyAdd(s, b1, c01);
            s = TLanes.Broadcast(a[lda + k]);
            c10 = TLanes.MultiplyAdd(s, b0, c10);
            c11 = TLanes.MultiplyAdd(s, b1, c11);
            s = TLanes.Broadcast(a[row2 + k]);
            c20 = TLanes.MultiplyAdd(s, b0, c20);
            c21 = TLanes.MultiplyAdd(s, b1, c21);
            s = TLanes.Broadcast(a[row3 + k]);
            c30 = TLanes.MultiplyAdd(s, b0, c30);
            c31 = TLanes.MultiplyAdd(s, b1, c31);
            b += ldb;
        }

        Store(c, c00, c01);
        Store(c + ldc, c10, c11);
        Store(c + (2 * ldc), c20, c21);
        Store(c + (3 * ldc), c30, c31);
    }

    private static void Tile8x1(float* a, nint lda, float* b, nint ldb, float* c, nint ldc, nint depth)
    {
        nint row2 = 2 * lda, row3 = 3 * lda;
        var low = a + (4 * lda);
        TVector c0 = default, c1 = default, c2 = default, c3 = default;
        TVector c4 = default, c5 = default, c6 = default, c7 = default;
        for (nint k = 0; k < depth; k++)
        {
            var b0 = TLanes.Load(b);
            c0 = TLanes.MultiplyAdd(TLanes.Broadcast(a[k]), b0, c0);
            c1 = TLanes.MultiplyAdd(TLanes.Broadcast(a[lda + k]), b0, c1);
            c2 = TLanes.MultiplyAdd(TLanes.Broadcast(a[row2 + k]), b0, c2);
            c3 = TLanes.MultiplyAdd(TLanes.Broadcast(a[row3 + k]), b0, c3);
            c4 = TLanes.MultiplyAdd(TLanes.Broadcast(low[k]), b0, c4);
            c5 = TLanes.MultiplyAdd(TLanes.Broadcast(low[lda + k]), b0, c5);
            c6 = TLanes.MultiplyAdd(TLanes.Broadcast(low[row2 + k]), b0, c6);
            c7 = TLanes.MultiplyAdd(TLanes.Broadcast(low[row3 + k]), b0, c7);
            b += ldb;
        }

        TLanes.Store(c0, c);
        TLanes.Store(c1, c + ldc);
        TLanes.Store(c2, c + (2 * ldc));
        TLanes.Store(c3, c + (3 * ldc));
        TLanes.Store(c4, c + (4 * ldc));
        TLanes.Store(c5, c + (5 * ldc));
        TLanes.Store(c6, c + (6 * ldc));
        TLanes.Store(c7, c + (7 * ldc));
    }

    private static void Tile4x1(float* a, nint lda, float* b, nint ldb, float* c, nint ldc, nint depth)
    {
        nint row2 = 2 * lda, row3 = 3 * lda;
        TVector c0 = default, c1 = default, c2 = default, c3 = default;
        for (nint k = 0; k < depth; k++)
        {
            var b0 = TLanes.Load(b);
            c0 = TLanes.MultiplyAdd(TLanes.Broadcast(a[k]), b0, c0);
            c1 = TLanes.MultiplyAdd(TLanes.Broadcast(a[lda + k]), b0, c1);
            c2 = TLanes.MultiplyAdd(TLanes.Broadcast(a[row2 + k]), b0, c2);
            c3 = TLanes.MultiplyAdd(TLanes.Broadcast(a[row3 + k]), b0, c3);
            b += ldb;
        }

        TLanes.Store(c0, c);
        TLanes.Store(c1, c + ldc);
        TLanes.Store(c2, c + (2 * ldc));
        TLanes.Store(c3, c + (3 * ldc));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, TVector first, TVector second)
    {
        TLanes.Store(first, target);
        TLanes.Store(second, target + TLanes.Count);
    }
}
