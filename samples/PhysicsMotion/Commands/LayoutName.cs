namespace PhysicsMotion;

/// <summary>A layout of vectors by the name of its data.</summary>
internal enum LayoutName
{
    /// <summary>21 joints, 251 channels, 12.5 frames a second.</summary>
    Kit,

    /// <summary>22 joints, 263 channels, 20 frames a second.</summary>
    Humanml3d,
}
