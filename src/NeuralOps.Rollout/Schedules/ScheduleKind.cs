namespace NeuralOps.Rollout;

/// <summary>The course of the learning rate after the warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>No change.</summary>
    Constant,

    /// <summary><see cref="Schedules.Cosine"/>.</summary>
    Cosine,

    /// <summary><see cref="Schedules.Stairs"/>.</summary>
    Step,

    /// <summary><see cref="Schedules.Polynomial"/>.</summary>
    Polynomial,

    /// <summary><see cref="Schedules.OneCycle"/>; has its own warm-up.</summary>
    OneCycle,

    /// <summary><see cref="PlateauOptions"/>, driven by the monitored metric.</summary>
    Plateau,
}
