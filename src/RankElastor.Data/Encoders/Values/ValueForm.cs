namespace RankElastor.Data.Encoders.Values;

/// <summary>The type in which the values of a field are compared (FuxiCTR's dtype).</summary>
public enum ValueForm
{
    /// <summary>The bytes as they are (str).</summary>
    Text,

    /// <summary>Whole numbers (int): "7", "07" and "7.0" are one token.</summary>
    Whole,

    /// <summary>64-bit numbers (float): "1" and "1.0" are one token.</summary>
    Real,
}
