namespace NeuralOps.Data;

/// <summary>Which way the heading goes from one frame to the next.</summary>
public enum HeadingTurn
{
    /// <summary>The shorter way.</summary>
    Shortest,

    /// <summary>
    /// As the code of HumanML3D has it: where the heading passes the opposite of Z+, that one turn has the wrong sign,
    /// and joints decoded after it head wrong. For parity only.
    /// </summary>
    Published,
}
