namespace NeuralOps.Core;

/// <summary>The heading that a clip's first feature vector is seen from.</summary>
public enum MotionHeading
{
    /// <summary>
    /// Z+, as the code of HumanML3D has it: both recoveries agree, but the step from the first frame to the second
    /// holds the whole turn to the smoothed heading.
    /// </summary>
    Reset,

    /// <summary>
    /// The smoothed heading as in every other frame, as the published KIT vectors have it: joints come back turned by
    /// one yaw, and rotations need it, see <see cref="MotionRecovery.FirstHeading"/>.
    /// </summary>
    Smoothed,
}
