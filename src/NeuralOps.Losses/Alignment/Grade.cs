namespace NeuralOps.Losses;

/// <summary>How good a measure of an <see cref="AlignmentReport"/> is.</summary>
public enum Grade
{
    /// <summary>0 points.</summary>
    Poor,

    /// <summary>1 point.</summary>
    Weak,

    /// <summary>2 points.</summary>
    Moderate,

    /// <summary>3 points.</summary>
    Good,

    /// <summary>3 points, the best of an agreement.</summary>
    Strong,

    /// <summary>4 points.</summary>
    Excellent,
}

/// <summary>Points of a <see cref="Grade"/>.</summary>
internal static class GradePoints
{
    public static int Points(this Grade grade) => grade switch
    {
        Grade.Poor => 0,
        Grade.Weak => 1,
        Grade.Moderate => 2,
        Grade.Good or Grade.Strong => 3,
        _ => 4,
    };
}
