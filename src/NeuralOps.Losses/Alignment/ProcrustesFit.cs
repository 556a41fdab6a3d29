using MathNet.Numerics.LinearAlgebra;

namespace NeuralOps.Losses;

/// <summary>The map x → s (x − ā) R + b̄ of least squared error from rows of A to those of B.</summary>
internal sealed class ProcrustesFit
{
    private readonly Vector<double> from;
    private readonly Vector<double> to;

    public ProcrustesFit(Matrix<double> a, Matrix<double> b)
    {
        (from, to) = (Mean(a), Mean(b));
        var (centredA, centredB) = (Shifted(a, -from), Shifted(b, -to));
        (double normA, double normB) = (centredA.FrobeniusNorm(), centredB.FrobeniusNorm());
        if (!(normA > 0 && normB > 0))
        {
            throw new ArgumentException("Expected latents that differ between samples, got equal ones.", nameof(a));
        }

        var svd = centredA.TransposeThisAndMultiply(centredB).Svd();
        Rotation = svd.U * svd.VT;
        Scale = svd.S.Sum() / (normA * normA);
        Correlation = svd.S.Sum() / (normA * normB);
    }

    public Matrix<double> Rotation { get; }

    public double Scale { get; }

    public double Correlation { get; }

    public Matrix<double> Map(Matrix<double> rows) => Shifted(Shifted(rows, -from) * Rotation * Scale, to);

    private static Vector<double> Mean(Matrix<double> rows) => rows.ColumnSums() / rows.RowCount;

    private static Matrix<double> Shifted(Matrix<double> rows, Vector<double> shift) =>
        rows.MapIndexed((_, column, value) => value + shift[column]);
}
