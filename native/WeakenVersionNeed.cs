using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF library and marks one entry of its version-needs table weak, so that a loader whose
/// library lacks that version warns instead of refusing. Where the system has the version, the copy is made unchanged;
/// so is that of any other file than the one that was looked into, with a warning if it seems to need the cure.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    const uint SectionVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    const ushort FlagWeak = 2;                   // VER_FLG_WEAK

    public string Library { get; set; }
    public string PatchedLibrary { get; set; }
    public string Needed { get; set; }
    public string Version { get; set; }

    /// <summary>SHA-256 of the only file that is changed, in hexadecimal digits.</summary>
    public string Sha256 { get; set; }

    /// <summary>Where the system keeps its libraries; the first that holds the needed one counts.</summary>
    public string[] SystemFolders { get; set; } =
    {
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib",
    };

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Library);
        if (!SystemHasVersion())
        {
            Cure(ref image);
        }

        var temporary = PatchedLibrary + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        if (File.Exists(PatchedLibrary)) { File.Delete(PatchedLibrary); }
        File.Move(temporary, PatchedLibrary);
        return true;
    }

    void Cure(ref byte[] image)
    {
        var found = HashOf(image);
        var cured = (byte[])image.Clone();
        if (!IsElf(image) || !Weaken(cured))
        {
            Log.LogMessage(MessageImportance.High, "{0}: no need of {1} from {2}; copied unchanged.", Library, Version, Needed);
        }
        else if (!string.Equals(found, Sha256, StringComparison.OrdinalIgnoreCase))
        {
            Log.LogWarning(
                null, "RANKELASTOR2", null, Library, 0, 0, 0, 0,
                "SHA-256 {0} is not that of the library whose need of {1} may be weakened ({2}): it is used as it is, and may not load here.",
                found, Version, Sha256);
        }
        else
        {
            image = cured;
        }
    }

    static string HashOf(byte[] image)
    {
        using (var hash = SHA256.Create())
        {
            return BitConverter.ToString(hash.ComputeHash(image)).Replace("-", "").ToLowerInvariant();
        }
    }

    bool SystemHasVersion()
    {
        foreach (var folder in SystemFolders)
        {
            var path = Path.Combine(folder, Needed);
            if (File.Exists(path))
            {
                var text = Encoding.ASCII.GetString(File.ReadAllBytes(path));
                return text.IndexOf(Version + "\0", StringComparison.Ordinal) >= 0;
            }
        }
        return false;
    }

    static bool IsElf(byte[] image) =>
        image.Length >= 64 && BitConverter.ToUInt32(image, 0) == 0x464c457f && image[4] == 2 && image[5] == 1;

    bool Weaken(byte[] elf)
    {
        var sections = BitConverter.ToInt64(elf, 0x28);
        var entrySize = BitConverter.ToUInt16(elf, 0x3a);
        var count = BitConverter.ToUInt16(elf, 0x3c);
        var hash = ElfHash(Version);
        for (var i = 0; i < count; i++)
        {
            var section = (int)(sections + (long)i * entrySize);
            if (BitConverter.ToUInt32(elf, section + 4) != SectionVersionNeeds) { continue; }

            var strings = (int)(sections + BitConverter.ToUInt32(elf, section + 40) * (long)entrySize);
            var names = (int)BitConverter.ToInt64(elf, strings + 24);
            var file = (int)BitConverter.ToInt64(elf, section + 24);
            for (var left = BitConverter.ToUInt32(elf, section + 44); left > 0; left--)
            {
                if (NameAt(elf, names + (int)BitConverter.ToUInt32(elf, file + 4)) == Needed && WeakenIn(elf, file, hash))
                {
                    return true;
                }
                file += (int)BitConverter.ToUInt32(elf, file + 12);
            }
        }
        return false;
    }

    static bool WeakenIn(byte[] elf, int file, uint hash)
    {
        var version = file + (int)BitConverter.ToUInt32(elf, file + 8);
        for (var left = BitConverter.ToUInt16(elf, file + 2); left > 0; left--)
        {
            if (BitConverter.ToUInt32(elf, version) == hash)
            {
                elf[version + 4] |= (byte)FlagWeak;
                return true;
            }
            version += (int)BitConverter.ToUInt32(elf, version + 12);
        }
        return false;
    }

    static string NameAt(byte[] elf, int offset)
    {
        var end = Array.IndexOf(elf, (byte)0, offset);
        return Encoding.ASCII.GetString(elf, offset, end - offset);
    }

    static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            if (high != 0) { hash ^= high >> 24; }
            hash &= ~high;
        }
        return hash;
    }
}
