namespace NeuralOps.Data;

/// <summary>What the body of a <see cref="GaitScript"/> does.</summary>
public enum GaitAction
{
    /// <summary>Stands still, breathing.</summary>
    Stand,

    /// <summary>Walks: one foot is always on the ground.</summary>
    Walk,

    /// <summary>Runs at an easy pace, with a short flight.</summary>
    Jog,

    /// <summary>Runs fast, leaning forward.</summary>
    Run,

    /// <summary>Lifts the knees high at each step.</summary>
    March,

    /// <summary>Steps sideways, one foot following the other.</summary>
    Sidestep,

    /// <summary>Turns on the spot in small steps.</summary>
    Turn,

    /// <summary>Jumps with both feet.</summary>
    Jump,

    /// <summary>Hops on one foot.</summary>
    Hop,

    /// <summary>Bends the knees low and rises again.</summary>
    Squat,

    /// <summary>Lowers itself as if to sit, and stays low.</summary>
    Crouch,

    /// <summary>Raises one hand or both and waves.</summary>
    Wave,

    /// <summary>Kicks forward with one foot.</summary>
    Kick,
}
