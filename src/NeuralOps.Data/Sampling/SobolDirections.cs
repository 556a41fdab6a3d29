namespace NeuralOps.Data;

/// <summary>
/// Direction numbers of the Sobol sequence: for each dimension the primitive polynomial's degree, its inner
/// coefficients a and the first numbers m. Source: Joe and Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), set new-joe-kuo-6.
/// </summary>
internal static class SobolDirections
{
    private const int Bits = 32;

    private static readonly (uint A, uint[] M)[] Polynomials =
    [
        (0, [1]),
        (1, [1, 3]),
        (1, [1, 3, 1]),
        (2, [1, 1, 1]),
        (1, [1, 1, 3, 3]),
        (4, [1, 3, 5, 13]),
        (2, [1, 1, 5, 5, 17]),
        (4, [1, 1, 5, 5, 5]),
        (7, [1, 1, 7, 11, 19]),
        (11, [1, 1, 5, 1, 1]),
        (13, [1, 1, 1, 3, 11]),
        (14, [1, 3, 5, 5, 31]),
        (1, [1, 3, 3, 9, 7, 49]),
        (13, [1, 1, 1, 15, 21, 21]),
        (16, [1, 3, 1, 13, 27, 49]),
        (19, [1, 1, 1, 15, 7, 5]),
        (22, [1, 3, 1, 15, 13, 25]),
        (25, [1, 1, 5, 5, 19, 61]),
        (1, [1, 3, 7, 11, 23, 15, 103]),
        (4, [1, 3, 7, 13, 13, 15, 69]),
    ];

    /// <summary>The number of dimensions: the first has no polynomial.</summary>
    public static int Dimensions => Polynomials.Length + 1;

    /// <summary>The 32 direction numbers of a dimension, most significant bit first.</summary>
    public static uint[] Of(int dimension)
    {
        uint[] numbers = new uint[Bits];
        (uint a, uint[] m) = dimension == 0 ? (0, []) : Polynomials[dimension - 1];
        for (int i = 0; i < Bits; i++)
        {
            numbers[i] = dimension == 0 ? 1u << (Bits - 1 - i)
                : i < m.Length ? m[i] << (Bits - 1 - i)
                : Next(numbers, i, a, m.Length);
        }

        return numbers;
    }

    private static uint Next(uint[] numbers, int i, uint a, int degree)
    {
        uint next = numbers[i - degree] ^ (numbers[i - degree] >> degree);
        for (int k = 1; k < degree; k++)
        {
            next ^= ((a >> (degree - 1 - k)) & 1) * numbers[i - k];
        }

        return next;
    }
}
