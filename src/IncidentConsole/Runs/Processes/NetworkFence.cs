using System.Runtime.InteropServices;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// The kernel's part of <see cref="Containment"/>: Landlock's TCP rules, and a seccomp filter that leaves only TCP and Unix sockets. Both
/// hold for the calling thread and every process it starts, for good.
/// </summary>
public static class NetworkFence
{
    private const long LandlockCreateRuleset = 444, LandlockAddRule = 445, LandlockRestrictSelf = 446;
    private const ulong ConnectTcp = 2;
    private const int NetPortRule = 2, SetSeccomp = 22, SetNoNewPrivileges = 38, FilterMode = 2;

    private static readonly int Abi = OperatingSystem.IsLinux() ? (int)Syscall(LandlockCreateRuleset, 0, 0, 1) : 0;

    /// <summary>Whether this machine's kernel can do it: TCP rules came with Landlock's fourth version, in Linux 6.7.</summary>
    public static bool IsAvailable { get; } = Abi >= 4 && SocketFilter.IsSupported;

    /// <summary>For people: what keeps a drill's commands in on this machine.</summary>
    public static string Describe => IsAvailable
        ? "Drill commands can connect to the practice target's ports only (enforced by the kernel)."
        : "Drill commands have their own home, stand-ins first and closed proxies; this kernel cannot also block direct connections (Linux 6.7 with Landlock can).";

    /// <summary>Runs <paramref name="start"/> on a thread of its own that is fenced in first. What it starts inherits the fence.</summary>
    /// <exception cref="InvalidOperationException">The kernel refused; nothing was started.</exception>
    internal static T Start<T>(IReadOnlyList<int> ports, Func<T> start)
    {
        var done = new TaskCompletionSource<T>();
        // A thread that ends afterwards: fenced in for good, it must not go back to the pool.
        var thread = new Thread(() =>
        {
            try
            {
                Enter(ports);
                done.SetResult(start());
            }
            catch (Exception ex)
            {
                done.SetException(ex);
            }
        })
        { IsBackground = true, Name = "drill start" };
        thread.Start();
        return done.Task.GetAwaiter().GetResult();
    }

    private static void Enter(IReadOnlyList<int> ports)
    {
        // Handled rights: none of the file system's, of the network's those to connect.
        var ruleset = Checked(Syscall(LandlockCreateRuleset, [0, ConnectTcp], 2 * sizeof(ulong), 0), "landlock_create_ruleset");
        try
        {
            foreach (var port in ports)
                Checked(Syscall(LandlockAddRule, (nint)ruleset, NetPortRule, [ConnectTcp, (ulong)port], 0), "landlock_add_rule");
            Checked(Prctl(SetNoNewPrivileges, 1, 0, 0, 0), "no_new_privs");
            Checked(Syscall(LandlockRestrictSelf, (nint)ruleset, 0, 0), "landlock_restrict_self");
        }
        finally
        {
            _ = Close((int)ruleset);
        }

        var program = SocketFilter.Program();
        var pinned = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            var header = new FilterHeader((ushort)program.Length, pinned.AddrOfPinnedObject());
            Checked(Prctl(SetSeccomp, FilterMode, ref header, 0, 0), "seccomp");
        }
        finally
        {
            pinned.Free();
        }
    }

    private static long Checked(long result, string what) =>
        result >= 0 ? result : throw new InvalidOperationException($"{what} failed with error {Marshal.GetLastPInvokeError()}");

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Syscall(long number, nint a, nint b, nint c);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Syscall(long number, ulong[] attributes, nint size, nint flags);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long Syscall(long number, nint ruleset, nint kind, ulong[] rule, nint flags);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nint a, nint b, nint c, nint d);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nint mode, ref FilterHeader program, nint c, nint d);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct FilterHeader(ushort Length, nint Instructions);
}
